import type { Node, NodeGroup } from '../ui/nodes.ts';
import { input, nodeName } from '../ui/nodes.ts';
import type { FormState } from './flow.ts';

/**
 * Lays what the last submit left over freshly rendered nodes: typed values and messages at their nodes. A message for a
 * name without a node gets a node of its own, so that no message is lost.
 */
export function withForm(nodes: readonly Node[], form: FormState): Node[] {
  const names = Object.keys(form.fields);
  if (names.length === 0) return [...nodes];
  const seen = new Set<string>();
  const out = nodes.map((node) => {
    const name = nodeName(node);
    const left = form.fields[name];
    if (left === undefined || node.type !== 'input' || node.attributes.type === 'submit') return node;
    if (left.messages && seen.has(name)) return node;
    seen.add(name);
    const { value, ...attributes } = node.attributes;
    const next = 'value' in left ? left.value : value;
    return { ...node, attributes: next === undefined || next === null ? attributes : withValue(attributes, next), messages: left.messages ?? [] };
  });
  for (const name of names) {
    const messages = form.fields[name]?.messages;
    if (messages && !seen.has(name)) out.push({ ...input('default', name, 'text'), messages });
  }
  return out;
}

/** Keeps the wire's order of attributes: the value stands behind the type. */
function withValue<A extends { name: string; type: unknown }>({ name, type, ...rest }: A, value: unknown): A {
  return { name, type, value, ...rest } as unknown as A;
}

/**
 * Puts nodes in the wire's order: by group, inside a group traits first and `method` last, else as rendered. A pure function
 * of the list (INVARIANTS: node order is deterministic, also after validation errors).
 */
export function inOrder(nodes: readonly Node[], groups: readonly NodeGroup[]): Node[] {
  const rank = (node: Node): number => groups.indexOf(node.group) * 4 + placeInGroup(nodeName(node));
  return nodes.map((node) => ({ node, rank: rank(node) })).sort((a, b) => a.rank - b.rank).map(({ node }) => node);
}

function placeInGroup(name: string): number {
  if (name === 'csrf_token') return 0;
  if (name === 'traits' || name.startsWith('traits.')) return 1;
  return name === 'method' ? 3 : 2;
}
