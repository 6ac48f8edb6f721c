import { isObject } from '../json.ts';
import { m } from '../messages/catalogue.ts';
import { type InputType, input, type Node, type NodeGroup } from '../ui/nodes.ts';
import type { Traits } from './cast.ts';
import { type Field, valuesAt } from './field.ts';

const MAX_CHOICES = 500;
const FORMATS: Readonly<Record<string, { readonly type: InputType; readonly autocomplete?: string }>> = {
  email: { type: 'email', autocomplete: 'email' },
  tel: { type: 'tel', autocomplete: 'tel' },
  uri: { type: 'url', autocomplete: 'url' },
  date: { type: 'date' },
  'date-time': { type: 'datetime-local' },
};

/**
 * The form of the traits (`reference/nodes.md`, «JSON Schema → profile nodes»): an input for each trait in the order of
 * the schema, the items of a list after it, then what is stored and not described.
 * @param hidden all inputs of type hidden: they carry values through a further step
 * @param unsaved the traits were typed and are nobody's yet: what may be written once still can be
 */
export function traitNodes(fields: readonly Field[], traits: Traits | undefined, group: NodeGroup, hidden: boolean, unsaved: boolean): Node[] {
  const left = new Map(leaves(traits ?? {}, 'traits'));
  const nodes: Node[] = [];
  const takeStored = (prefix: string): void => {
    for (const [name, value] of left) {
      if (name !== prefix && !name.startsWith(`${prefix}.`)) continue;
      left.delete(name);
      nodes.push(storedNode(name, value, group, hidden));
    }
  };
  for (const field of fields) {
    if (field.path.includes('*') || field.kind === 'object') continue;
    const name = `traits.${field.path.join('.')}`;
    if (isConcealed(field, fields)) {
      for (const stored of [...left.keys()]) if (stored === name || stored.startsWith(`${name}.`)) left.delete(stored);
      continue;
    }
    const isList = field.kind === 'array';
    const described = isList ? field.items !== undefined && field.items !== 'object' && field.items !== 'array' : field.kind !== 'mixed' || field.choices !== undefined;
    if (described) {
      const value = isList ? undefined : left.get(name);
      if (!isList) left.delete(name);
      nodes.push(describedNode(field, name, value, group, hidden, unsaved ? undefined : traits));
    }
    takeStored(name);
  }
  takeStored('traits');
  return nodes;
}

function describedNode(field: Field, name: string, value: unknown, group: NodeGroup, hidden: boolean, saved: Traits | undefined): Node {
  const { type, autocomplete } = shapeOf(field);
  return input(group, name, hidden ? 'hidden' : type, {
    value,
    required: field.required,
    ...(autocomplete === undefined ? {} : { autocomplete }),
    ...(field.pattern === undefined ? {} : { pattern: field.pattern }),
    ...(field.choices === undefined ? {} : { options: field.choices.slice(0, MAX_CHOICES).map((choice) => ({ value: choice })) }),
    disabled: field.extension.access === 'read_only' || (field.extension.access === 'write_once' && !isEmpty(valuesAt(saved ?? {}, field.path)[0])),
    ...(field.title === undefined ? {} : { label: m.labelGenerated({ title: field.title, name }) }),
  });
}

function shapeOf(field: Field): { readonly type: InputType; readonly autocomplete?: string } {
  if (field.kind === 'number' || field.kind === 'integer') return { type: 'number' };
  if (field.kind === 'boolean') return { type: 'checkbox' };
  if (field.path.at(-1) === 'password') return { type: 'password' };
  return (field.kind === 'string' && field.format !== undefined ? FORMATS[field.format] : undefined) ?? { type: 'text' };
}

function storedNode(name: string, value: unknown, group: NodeGroup, hidden: boolean): Node {
  const type: InputType = typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'checkbox' : 'text';
  return input(group, name, hidden ? 'hidden' : type, { value });
}

/** Hidden itself, or inside something hidden. */
const isConcealed = (field: Field, fields: readonly Field[]): boolean => fields.some((other) => other.extension.access === 'hidden' && other.path.every((key, i) => field.path[i] === key));

/** Nothing to a person: what a form leaves behind where nothing was filled in. */
export function isEmpty(value: unknown): boolean {
  if (isObject(value)) return Object.values(value).every(isEmpty);
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function leaves(value: unknown, name: string): [string, unknown][] {
  if (Array.isArray(value)) return value.flatMap((item, i) => leaves(item, `${name}.${i}`));
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => leaves(item, `${name}.${key}`));
  return [[name, value]];
}
