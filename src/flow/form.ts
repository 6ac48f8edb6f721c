import type { InputType, Node, NodeGroup } from '../ui/nodes.ts';
import { input, nodeName } from '../ui/nodes.ts';
import type { FormState } from './flow.ts';

/**
 * Lays what the last submit left over freshly rendered nodes: typed values and messages at their nodes. What has no node
 * gets one of its own, so that no message and nothing typed is lost.
 */
export function withForm(nodes: readonly Node[], form: FormState): Node[] {
  const names = Object.keys(form.fields);
  if (names.length === 0) return [...nodes];
  const seen = new Set<string>();
  const out = nodes.map((node) => {
    const name = nodeName(node);
    const left = form.fields[name];
    if (left === undefined || node.type !== 'input' || seen.has(name)) return node;
    seen.add(name);
    const messages = left.messages ?? [];
    const { value, ...attributes } = node.attributes;
    if (attributes.type === 'submit' || !('value' in left)) return { ...node, messages };
    return { ...node, attributes: left.value === undefined || left.value === null ? attributes : withValue(attributes, left.value), messages };
  });
  for (const name of names) {
    const left = form.fields[name];
    if (left === undefined || seen.has(name)) continue;
    const { value, messages = [], group = 'default' } = left;
    if (messages.length > 0 || (value !== undefined && value !== null)) out.push({ ...input(group, name, typeOf(value), { value }), messages });
  }
  return out;
}

const typeOf = (value: unknown): InputType => (typeof value === 'boolean' ? 'checkbox' : typeof value === 'number' ? 'number' : 'text');

/** Keeps the wire's order of attributes: the value stands behind the type. */
function withValue<A extends { name: string; type: unknown }>({ name, type, ...rest }: A, value: unknown): A {
  return { name, type, value, ...rest } as unknown as A;
}

/**
 * Puts nodes in the wire's order: by group, inside a group traits first and `method` last, else as rendered. A pure function
 * of the list (INVARIANTS: node order is deterministic, also after validation errors).
 */
export function inOrder(nodes: readonly Node[], groups: readonly NodeGroup[]): Node[] {
  const rank = (node: Node): number => groups.indexOf(node.group) * 5 + placeInGroup(node);
  return nodes
    .map((node) => ({ node, rank: rank(node) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ node }) => node);
}

function placeInGroup(node: Node): number {
  const name = nodeName(node);
  // A name that was asked for in a step before.
  if (name === 'identifier' && node.type === 'input' && node.attributes.type === 'hidden' && node.attributes.required) return 0;
  if (name === 'csrf_token') return 1;
  if (name === 'traits' || name.startsWith('traits.')) return 2;
  return name === 'method' ? 4 : 3;
}
