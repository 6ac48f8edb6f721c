import type { ErrorObject } from 'ajv';
import type { FormIssue } from '../errors.ts';
import { m } from '../messages/catalogue.ts';
import type { Message } from '../messages/message.ts';

/** A person can mend no more at a time, and a list of ten thousand wrong items must not become an answer of its own. */
const MAX_ISSUES = 50;
/** Keywords that only sum up what other errors say in detail. */
const SUMMARIES = new Set(['allOf', 'anyOf', 'oneOf', 'if', 'propertyNames', 'contains']);

/**
 * What ajv found wrong, one message for each cause, at the node where a person can mend it: a missing property at the
 * property, an unknown one at the object it stands in.
 * @param required whether the schema asks for the trait at this path (`traits.name.first`)
 */
export function issuesOf(errors: readonly ErrorObject[], required: (field: string) => boolean): FormIssue[] {
  const issues = new Map<string, FormIssue>();
  const mistyped = new Set(errors.filter((e) => e.keyword === 'type').map((e) => e.instancePath));
  for (const error of errors) {
    if (SUMMARIES.has(error.keyword) && errors.some((e) => e !== error && !SUMMARIES.has(e.keyword) && e.schemaPath.startsWith(error.schemaPath))) continue;
    if (error.keyword !== 'type' && error.keyword !== 'required' && mistyped.has(error.instancePath)) continue;
    const issue = issueOf(error, required);
    issues.set(`${issue.field ?? ''} ${issue.message.id} ${JSON.stringify(issue.message.context ?? {})}`, issue);
    if (issues.size >= MAX_ISSUES) break;
  }
  return [...issues.values()];
}

function issueOf(error: ErrorObject, required: (field: string) => boolean): FormIssue {
  const field = fieldOf(error.instancePath);
  const missing: unknown = error.params['missingProperty'];
  if (typeof missing === 'string') return { field: `${field}.${missing}`, message: m.validationRequired({ property: missing }) };
  // Empty and yet required: that it is also too short, or no address, would say the same again.
  if (error.data === '' && required(field)) return { field, message: m.validationRequired({ property: field.slice(field.lastIndexOf('.') + 1) }) };
  return { field, message: messageOf(error) };
}

/** `/traits/name/first` as the node's name: `traits.name.first`. */
const fieldOf = (pointer: string): string => {
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return path.length === 0 ? 'traits' : path.join('.');
};

function messageOf({ keyword, params, data, schema }: ErrorObject): Message {
  const limit = Number(params['limit']);
  const size = Array.isArray(data) ? data.length : 0;
  const length = typeof data === 'string' ? [...data].length : 0;
  const actual = typeof data === 'number' ? data : 0;
  switch (keyword) {
    case 'minLength':
      return m.validationMinLength({ min_length: limit, actual_length: length });
    case 'maxLength':
      return m.validationMaxLength({ max_length: limit, actual_length: length });
    case 'pattern':
      return m.validationPattern({ pattern: String(params['pattern']) });
    case 'minimum':
      return m.validationMinimum({ minimum: limit, actual });
    case 'exclusiveMinimum':
      return m.validationExclusiveMinimum({ minimum: limit, actual });
    case 'maximum':
      return m.validationMaximum({ maximum: limit, actual });
    case 'exclusiveMaximum':
      return m.validationExclusiveMaximum({ maximum: limit, actual });
    case 'multipleOf':
      return m.validationMultipleOf({ base: Number(params['multipleOf']), actual });
    case 'minItems':
      return m.validationMinItems({ min_items: limit, actual_items: size });
    case 'maxItems':
      return m.validationMaxItems({ max_items: limit, actual_items: size });
    case 'uniqueItems':
      return m.validationUniqueItems({ index_a: Math.min(Number(params['i']), Number(params['j'])), index_b: Math.max(Number(params['i']), Number(params['j'])) });
    case 'type':
      return m.validationType({ allowed_types: [params['type']].flat().map(String), actual_type: typeName(data) });
    case 'const':
      return typeof schema === 'object' && schema !== null ? m.validationConstGeneric() : m.validationConst({ expected: JSON.stringify(params['allowedValue']) });
    case 'enum':
      return m.validationGeneric({ reason: `Choose one of ${(params['allowedValues'] as unknown[]).map((value) => JSON.stringify(value)).join(', ')}.` });
    case 'additionalProperties':
      return m.validationGeneric({ reason: `There is no ${JSON.stringify(params['additionalProperty'])} to fill in.` });
    case 'format':
      return formatMessage(String(params['format']), String(data));
    default:
      return m.validationGeneric({ reason: `This does not fit what is asked for (${keyword}).` });
  }
}

function formatMessage(format: string, value: string): Message {
  if (format === 'email') return m.validationEmail({ value });
  if (format === 'tel') return m.validationPhone({ value });
  return m.validationGeneric({ reason: `This is no valid ${format}.` });
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
