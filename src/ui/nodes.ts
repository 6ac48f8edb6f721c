import type { Message } from '../messages/message.ts';

/** The form model of the wire (`reference/nodes.md`): a flow's `ui.nodes`. */
export type NodeGroup = 'default' | 'profile' | 'password' | 'oidc' | 'lookup_secret' | 'webauthn' | 'passkey' | 'totp' | 'code' | 'link' | 'identifier_first';
export type InputType = 'text' | 'password' | 'number' | 'checkbox' | 'hidden' | 'email' | 'tel' | 'submit' | 'button' | 'datetime-local' | 'date' | 'url';

export interface InputAttributes {
  readonly name: string;
  readonly type: InputType;
  readonly value?: unknown;
  readonly required?: boolean;
  readonly autocomplete?: string;
  readonly pattern?: string;
  readonly disabled: boolean;
  readonly onclick?: string;
  readonly onclickTrigger?: string;
  readonly onload?: string;
  readonly onloadTrigger?: string;
  readonly maxlength?: number;
  readonly options?: readonly { readonly value: unknown }[];
  readonly node_type: 'input';
}
export interface ImageAttributes {
  readonly src: string;
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly node_type: 'img';
}
export interface AnchorAttributes {
  readonly href: string;
  readonly title: Message;
  readonly id: string;
  readonly node_type: 'a';
}
export interface TextAttributes {
  readonly text: Message;
  readonly id: string;
  readonly node_type: 'text';
}
export interface ScriptAttributes {
  readonly src: string;
  readonly async: boolean;
  readonly referrerpolicy: string;
  readonly crossorigin: string;
  readonly integrity: string;
  readonly type: string;
  readonly id: string;
  readonly nonce: string;
  readonly node_type: 'script';
}

interface NodeOf<T extends string, A> {
  readonly type: T;
  readonly group: NodeGroup;
  readonly attributes: A;
  readonly messages: readonly Message[];
  readonly meta: { readonly label?: Message };
}
export type InputNode = NodeOf<'input', InputAttributes>;
export type Node = InputNode | NodeOf<'img', ImageAttributes> | NodeOf<'a', AnchorAttributes> | NodeOf<'text', TextAttributes> | NodeOf<'script', ScriptAttributes>;

type InputOptions = Partial<Omit<InputAttributes, 'name' | 'type' | 'node_type'>> & { readonly label?: Message };

/** An input, its attributes in the wire's order; what is undefined is left out. */
export function input(group: NodeGroup, name: string, type: InputType, { label, ...options }: InputOptions = {}): InputNode {
  const { value, required, autocomplete, pattern, disabled = false, onclick, onclickTrigger, onload, onloadTrigger, maxlength, options: choices } = options;
  return {
    type: 'input',
    group,
    attributes: {
      name,
      type,
      ...(value === undefined || value === null ? {} : { value }),
      ...(required ? { required } : {}),
      ...(autocomplete ? { autocomplete } : {}),
      ...(pattern ? { pattern } : {}),
      disabled,
      ...(onclick ? { onclick } : {}),
      ...(onclickTrigger ? { onclickTrigger } : {}),
      ...(onload ? { onload } : {}),
      ...(onloadTrigger ? { onloadTrigger } : {}),
      ...(maxlength ? { maxlength } : {}),
      ...(choices ? { options: choices } : {}),
      node_type: 'input',
    },
    messages: [],
    meta: label ? { label } : {},
  };
}

export const submit = (group: NodeGroup, name: string, value: string, label: Message, options: InputOptions = {}): InputNode => input(group, name, 'submit', { ...options, value, label });

export const image = (group: NodeGroup, id: string, src: string, size: number, label: Message): Node => ({
  type: 'img',
  group,
  attributes: { src, id, width: size, height: size, node_type: 'img' },
  messages: [],
  meta: { label },
});

export const text = (group: NodeGroup, id: string, content: Message, label: Message): Node => ({
  type: 'text',
  group,
  attributes: { text: content, id, node_type: 'text' },
  messages: [],
  meta: { label },
});

export const anchor = (group: NodeGroup, id: string, href: string, title: Message): Node => ({
  type: 'a',
  group,
  attributes: { href, title, id, node_type: 'a' },
  messages: [],
  meta: { label: title },
});

/** What identifies a node in a form: its name, or its id if it is no input. */
export const nodeName = (node: Node): string => ('name' in node.attributes ? node.attributes.name : node.attributes.id);
