import type { FormIssue } from '../errors.ts';
import type { Message } from '../messages/message.ts';
import type { NodeGroup } from '../ui/nodes.ts';

export type FlowKind = 'settings' | 'login' | 'registration' | 'recovery' | 'verification';
export type FlowType = 'api' | 'browser';

/**
 * What all flows share. Nodes are not stored: they are rendered from the person's present state at each answer, then what
 * the last submit left (`form`) is laid over them. So a page never shows what is no longer true, and a save writes little.
 */
export interface Flow<Context = unknown> {
  readonly id: string;
  readonly kind: FlowKind;
  readonly type: FlowType;
  readonly state: string;
  readonly identityId: string | null;
  /** The URL that started the flow; `return_to` is read from it. */
  readonly requestUrl: string;
  readonly form: FormState;
  /** What this kind of flow keeps besides: see the `context` type in its own folder. */
  readonly context: Context;
  /** By method: what was shown and will be needed at submit (secret, challenge, fresh codes). Sealed at rest. */
  readonly draft: Draft;
  readonly revision: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export type Draft = Readonly<Record<string, unknown>>;

/** What the last submit left in the form: messages, and the values that were typed (never secrets). */
export interface FormState {
  readonly messages: readonly Message[];
  readonly fields: Readonly<Record<string, FieldState>>;
}

export interface FieldState {
  readonly value?: unknown;
  readonly messages?: readonly Message[];
  /** Where a typed value is shown that no node asked for. */
  readonly group?: NodeGroup;
}

export const emptyForm: FormState = { messages: [], fields: {} };

/** The form after a refused submit: its messages, and what was typed, at their nodes. */
export function refusedForm(issues: readonly FormIssue[], typed: Readonly<Record<string, unknown>> = {}, group?: NodeGroup): FormState {
  const fields: Record<string, FieldState> = {};
  for (const [name, value] of Object.entries(typed)) fields[name] = { value, ...(group === undefined ? {} : { group }) };
  for (const { field, message } of issues) {
    if (field === undefined) continue;
    const at = fields[field] ?? {};
    fields[field] = { ...at, messages: [...(at.messages ?? []), message] };
  }
  return { messages: issues.filter((i) => i.field === undefined).map((i) => i.message), fields };
}
