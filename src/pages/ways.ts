import { namedNodes, type WireFlow, type WireNode } from './wire.ts';

/** One thing a person signs in with (first), or confirms it with (second). */
export interface Way {
  readonly kind: 'password' | 'passkey' | 'key' | 'app' | 'codes' | 'connected';
  readonly name?: string;
  /** Whether it is still at hand when a telephone is gone. What is not known to be elsewhere may have been on it. */
  readonly survives: boolean;
  /** Its button to remove it, where there is one. */
  readonly node?: WireNode;
}

export interface Ways {
  readonly first: readonly Way[];
  readonly second: readonly Way[];
}

/** What a flow says of a key, an app or a connected account: its name, when it was added and used, whether it is copied between devices. */
export interface Facts {
  readonly display_name?: string;
  readonly added_at?: string;
  readonly last_used_at?: string;
  readonly synced?: boolean;
  /** Of a connected account: where it is, and what it is called there. */
  readonly provider?: string;
  readonly provider_id?: string;
  readonly account?: string;
}

export const factsOf = ({ meta }: WireNode): Facts => (meta.label?.context ?? {}) as Facts;

/** Whether nobody can sign in with a connected account anymore. Only a flow that offers what is connected already, too, tells so. */
export const isGone = (unlink: WireNode, nodes: readonly WireNode[]): boolean =>
  factsOf(unlink).added_at !== undefined && !namedNodes(nodes, 'link').some((offer) => providerIdOf(offer) === providerIdOf(unlink));

/** Labels may be alike. A button to connect carries the id, and one to disconnect tells it where it carries an account's own. */
export const providerIdOf = (node: WireNode): string => factsOf(node).provider_id ?? String(node.attributes.value);

/** Those that can be used. Not every flow names the last one, since it could not be taken off. */
function connections(nodes: readonly WireNode[]): Way[] {
  const ways = namedNodes(nodes, 'unlink')
    .filter((node) => !isGone(node, nodes))
    .map((node): Way => {
      const { provider, account } = factsOf(node);
      return { kind: 'connected', survives: true, node, ...(provider === undefined ? {} : { name: account === undefined ? provider : `${provider} (${account})` }) };
    });
  return ways.length > 0 ? ways : [{ kind: 'connected', survives: true }];
}

/** What is left to sign in with, read from the flow alone: what can be used by method, and the names from its nodes. */
export function waysOf({ factors = {}, ui: { nodes } }: WireFlow): Ways {
  const held = (kind: Way['kind'], name: string, survives: (facts: Facts) => boolean): Way[] =>
    namedNodes(nodes, name).map((node) => {
      const { display_name: called } = factsOf(node);
      return { kind, survives: survives(factsOf(node)), node, ...(called ? { name: called } : {}) };
    });
  const can = (method: string, place: 'first' | 'second'): boolean => (factors[method]?.[place] ?? 0) > 0;
  const keys = held('key', 'webauthn_remove', () => true);
  return {
    first: [
      ...(can('password', 'first') ? [{ kind: 'password', survives: true } as const] : []),
      ...(can('passkey', 'first') ? held('passkey', 'passkey_remove', ({ synced }) => synced === true) : []),
      ...(can('webauthn', 'first') ? keys : []),
      ...(can('oidc', 'first') ? connections(nodes) : []),
    ],
    second: [
      ...(can('totp', 'second') ? held('app', 'totp_unlink', () => false) : []),
      ...(can('webauthn', 'second') ? keys : []),
      ...(can('lookup_secret', 'second') ? [{ kind: 'codes', survives: true } as const] : []),
    ],
  };
}

/** The ways that stay when the one behind this button goes. Backup codes alone are no second step: they go with the last of the others. */
export function waysWithout({ first, second }: Ways, gone: WireNode): Ways {
  const others = second.filter(({ node }) => node !== gone);
  return { first: first.filter(({ node }) => node !== gone), second: others.some(({ kind }) => kind !== 'codes') ? others : [] };
}
