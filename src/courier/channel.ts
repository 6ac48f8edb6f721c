import type { TemplateData } from './template.ts';
import type { Filled } from './templates.ts';

/** A message on its way out. */
export interface OutgoingMessage extends Filled {
  readonly id: string;
  readonly to: string;
  readonly type: 'email' | 'phone' | 'web_hook';
  readonly template: string;
  readonly data: TemplateData;
}

/** A way out of the house. */
export interface Channel {
  /** Resolves when the other side has taken the message. @throws Error if it has not */
  send(message: OutgoingMessage): Promise<void>;
  close(): void;
}
