import type { View } from '../../flow/settings/method.ts';
import { m } from '../../messages/catalogue.ts';
import { input, type Node, submit } from '../../ui/nodes.ts';
import { isUsable, type Link, type LinkDraft, linksOf, nameOf, providerOf, providersOf } from './credential.ts';

/** Without this link the person could not sign in any more. */
export const isLast = (link: Link, { usable, config }: Pick<View, 'usable' | 'config'>): boolean => usable.first - (isUsable(link, config) ? 1 : 0) <= 0 && usable.first > 0;

/** What takes a link off: its provider, or its own id where the provider has several. */
export const nameOfLink = (link: Link, links: readonly Link[]): string => (links.some((other) => other !== link && other.config.provider === link.config.provider) ? link.id : link.config.provider);

/** A button for each link, and for each provider that can be linked, sorted by value. */
export function linkNodes(view: View<LinkDraft>): Node[] {
  const { account, config, draft } = view;
  const links = linksOf(account);
  const isKratos = config.preset === 'kratos';
  const awaited = providersOf(config).find(({ id }) => id === draft?.waiting?.statement.provider);
  const unlinks = links.filter((link) => !(isKratos && isLast(link, view))).map((link) => unlinkNode(link, links, view));
  const offers = providersOf(config)
    .filter(({ id }) => id !== awaited?.id && !(isKratos && links.some((link) => link.config.provider === id)))
    .map((provider) =>
      submit(
        'oidc',
        'link',
        provider.id,
        links.some((link) => link.config.provider === provider.id) ? m.settingsLinkAnother({ provider: nameOf(provider) }) : m.settingsLinkProvider({ provider: nameOf(provider) }),
      ),
    );
  // Whose account it is, is not told before the code is there: whoever holds the form may have talked somebody into this.
  const finish = awaited ? [input('oidc', 'return_to_code', 'hidden'), submit('oidc', 'link', awaited.id, m.settingsLinkFinish({ provider: nameOf(awaited) }))] : [];
  const valueOf = (node: Node): string => ('value' in node.attributes ? String(node.attributes.value) : '');
  return [...finish, ...[...unlinks, ...offers].sort((a, b) => (valueOf(a) < valueOf(b) ? -1 : valueOf(a) > valueOf(b) ? 1 : 0))];
}

function unlinkNode(link: Link, links: readonly Link[], view: View): Node {
  const { provider: id, account } = link.config;
  const known = providerOf(view.config, id);
  const provider = known ? nameOf(known) : id;
  if (view.config.preset === 'kratos') return submit('oidc', 'unlink', id, m.settingsUnlinkProvider({ provider }));
  const last = isLast(link, view);
  const node = submit('oidc', 'unlink', nameOfLink(link, links), m.settingsUnlinkAccount({ provider, providerId: id, addedAt: link.createdAt, ...(account === undefined ? {} : { account }) }), {
    disabled: last,
  });
  return last ? { ...node, messages: [m.settingsUnlinkLast()] } : node;
}
