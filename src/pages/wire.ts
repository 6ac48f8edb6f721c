/**
 * The public API as a page sees it, written down once more on purpose: the pages know nothing of the server's inside, so
 * they show that anybody's UI can do the same. Fields they do not read are left out.
 */
export interface WireMessage {
  readonly id: number;
  readonly text: string;
  readonly type: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

export interface WireNode {
  readonly type: string;
  readonly group: string;
  readonly attributes: WireAttributes;
  readonly messages: readonly WireMessage[];
  readonly meta: { readonly label?: WireMessage };
}

/** Of all types of nodes together. */
export interface WireAttributes {
  readonly node_type: string;
  readonly name?: string;
  readonly type?: string;
  readonly value?: unknown;
  readonly required?: boolean;
  readonly disabled?: boolean;
  readonly autocomplete?: string;
  readonly maxlength?: number;
  readonly options?: readonly { readonly value: unknown }[];
  readonly onclickTrigger?: string;
  readonly onloadTrigger?: string;
  readonly id?: string;
  readonly src?: string;
  readonly width?: number;
  readonly height?: number;
  readonly href?: string;
  readonly title?: WireMessage;
  readonly text?: WireMessage;
  readonly integrity?: string;
  readonly crossorigin?: string;
  readonly referrerpolicy?: string;
}

export interface WireFlow {
  readonly id: string;
  readonly state: string;
  /** The method that was used last. */
  readonly active?: string;
  /** Where it was started, with what was asked for. */
  readonly request_url?: string;
  readonly return_to?: string;
  readonly refresh?: boolean;
  readonly requested_aal?: string;
  /** The identity schema that was asked for. */
  readonly identity_schema?: string;
  readonly ui: { readonly action: string; readonly method: string; readonly nodes: readonly WireNode[]; readonly messages?: readonly WireMessage[] };
  readonly identity?: WireIdentity;
  /** By operation: whether this session may do it now, and where to go if not. */
  readonly assurance?: Readonly<Record<string, { readonly satisfied: boolean; readonly reason?: string; readonly redirect_browser_to?: string }>>;
  /** By method: how many ways this person really has to sign in (first), and to confirm it (second). */
  readonly factors?: Readonly<Record<string, { readonly first: number; readonly second: number }>>;
}

export interface WireIdentity {
  readonly id: string;
  readonly traits: Readonly<Record<string, unknown>>;
  readonly verifiable_addresses?: readonly { readonly value: string; readonly verified: boolean }[];
}

export interface WireSession {
  readonly id: string;
  readonly authenticated_at?: string;
  readonly identity?: WireIdentity;
  readonly devices?: readonly { readonly ip_address?: string; readonly user_agent?: string; readonly location?: string }[];
}

/** The inside of an error envelope, and of an error kept for the error page. */
export interface WireError {
  readonly id?: string;
  readonly code?: number;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** What makes a node known in its form. */
export const nodeName = ({ attributes }: WireNode): string => attributes.name ?? attributes.id ?? '';

export const isInput = (node: WireNode, ...types: readonly string[]): boolean => node.type === 'input' && types.includes(node.attributes.type ?? 'text');
export const isButton = (node: WireNode): boolean => isInput(node, 'submit', 'button');

export const namedNodes = (nodes: readonly WireNode[], name: string): WireNode[] => nodes.filter((node) => nodeName(node) === name);
export const namedNode = (nodes: readonly WireNode[], name: string): WireNode | undefined => nodes.find((node) => nodeName(node) === name);

/** A node's value as a form holds it. What is no scalar cannot be typed by a person, but comes back as it was. */
export const valueText = (value: unknown): string | undefined => (value === undefined || value === null ? undefined : typeof value === 'string' ? value : JSON.stringify(value));
