import type { TemplateData } from './template.ts';
import type { Filled } from './templates.ts';

/** A message on its way out. */
export interface Outgoing extends Filled {
  readonly id: string;
  readonly to: string;
  readonly type: 'email' | 'phone';
  readonly template: string;
  readonly data: TemplateData;
}

/** A way out of the house. */
export interface Channel {
  /** Resolves when the other side has taken the message. @throws Error if it has not */
  send(message: Outgoing): Promise<void>;
  close(): void;
}
