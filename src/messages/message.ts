/** A numbered message as it stands in a flow: the id is the wire's, the text ours. */
export interface Message {
  readonly id: number;
  readonly text: string;
  readonly type: 'info' | 'success' | 'error';
  readonly context?: Readonly<Record<string, unknown>>;
}
