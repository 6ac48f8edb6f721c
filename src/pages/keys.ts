import { confirmFirst, type Lacking, lackingFor } from './confirm.ts';
import { fieldId } from './fields.ts';
import { buttonForm, formAround, tokenOf } from './forms.ts';
import { type Content, type Html, html } from './html.ts';
import { iconOf } from './icons.ts';
import type { Look } from './look.ts';
import { node, trouble } from './nodes.ts';
import type { SectionView } from './section.ts';
import { ago } from './times.ts';
import { factsOf, waysOf, waysWithout } from './ways.ts';
import { isInput, namedNode, namedNodes, nodeName, type WireFlow, type WireNode } from './wire.ts';

const KINDS = ['passkey', 'webauthn'] as const;
type Kind = (typeof KINDS)[number];

/** Passkeys and security keys: a card for each, and below it the way to add one. */
export const keysSection: SectionView = {
  names: KINDS.flatMap((kind) => [
    `${kind}_remove`,
    `${kind}_rename`,
    `${kind}_rename_to`,
    `${kind}_register`,
    `${kind}_register_trigger`,
    `${kind}_register_displayname`,
    'passkey_settings_register',
    'passkey_create_data',
  ]),
  draw(nodes, flow, look) {
    const lacking = lackingFor(
      KINDS.flatMap((kind) => [`${kind}.add`, `${kind}.remove`]),
      flow,
    );
    const kinds = KINDS.filter((kind) => nodes.some((given) => given.group === kind && given.type === 'input'));
    return [lacking && html`<section class="panel">${confirmFirst(lacking, flow, 'keys', look)}</section>`, kinds.map((kind) => panel(kind, nodes, flow, look, lacking))];
  },
};

function panel(kind: Kind, nodes: readonly WireNode[], flow: WireFlow, look: Look, lacking: Lacking | undefined): Html {
  const words = look.words.keys[kind];
  const keys = namedNodes(nodes, `${kind}_remove`);
  const cards = keys.map((key) => card(kind, key, nodes, flow, look, lacking === undefined));
  return html`<section class="panel rows"><div class="row head"><h2>${words.title}</h2></div><p class="about muted">${words.text}</p>${keys.length > 0 && html`<ul>${cards}</ul>`}${lacking === undefined && html`<div class="row add">${adding(kind, nodes, flow, look)}</div>`}</section>`;
}

/** Its name, what is known of it, and below a button what can be done with it. */
function card(kind: Kind, key: WireNode, nodes: readonly WireNode[], flow: WireFlow, look: Look, mayRemove: boolean): Html {
  const { keys: words } = look.words;
  const facts = factsOf(key);
  const name = facts.display_name || words[kind].one;
  const rename = namedNodes(nodes, `${kind}_rename`).find(({ attributes }) => attributes.value === key.attributes.value);
  const removal = key.attributes.disabled ? html`<p class="hint">${words.lastWayIn}</p>` : html`<p>${words.removal(kind, waysWithout(waysOf(flow), key))}</p>${buttonForm(key, flow, look, 'danger')}`;
  const edit =
    (rename || mayRemove) &&
    html`<details class="doubt edit"><summary class="button" aria-label="${words.edit(name)}">${rename ? words.open : words.remove}</summary><div class="sure">${rename && renaming(rename, name, nodes, flow, look)}${mayRemove && html`<div class="removal">${removal}</div>`}</div></details>`;
  return html`<li class="row held">${iconOf(kind === 'passkey' ? 'passkey' : 'keys')}<div class="grow"><p class="name">${name}</p><p class="muted small">${[
    facts.added_at !== undefined && html`<span>${words.added} ${ago(facts.added_at, look)}</span> `,
    facts.last_used_at !== undefined && html`<span>${words.used} ${ago(facts.last_used_at, look)}</span> `,
    facts.synced !== undefined && html`<span>${facts.synced ? words.synced : words.bound}</span>`,
  ]}</p></div>${edit}</li>`;
}

/** The field is one on the wire for all keys; here each card has its own, filled with the name it has. */
function renaming(button: WireNode, name: string, nodes: readonly WireNode[], flow: WireFlow, look: Look): Content {
  const field = namedNode(nodes, `${button.group}_rename_to`);
  if (!field) return undefined;
  const id = `${fieldId(field)}-${String(button.attributes.value)}`;
  return formAround(
    flow,
    [button.group],
    html`${tokenOf(flow, look)}<div class="field"><label for="${id}">${look.words.keys.newName}</label><input type="text" id="${id}" name="${nodeName(field)}" value="${name}" autocomplete="off" enterkeyhint="done" maxlength="100"></div>${trouble(field, look)}<div class="actions">${node(button, look)}</div>`,
  );
}

/** What was wrong with a key stands at the hidden input that its answer went into. */
function adding(kind: Kind, nodes: readonly WireNode[], flow: WireFlow, look: Look): Content {
  const names = [`${kind}_register`, `${kind}_register_trigger`, `${kind}_register_displayname`, 'passkey_settings_register', 'passkey_create_data'];
  const own = nodes.filter((given) => given.group === kind && names.includes(nodeName(given)));
  const trigger = own.find((given) => isInput(given, 'button'));
  if (!trigger) return undefined;
  const rest = own.filter((given) => given !== trigger);
  return formAround(
    flow,
    [kind],
    html`${tokenOf(flow, look)}${rest.map((given) => [node(given, look, { last: true }), isInput(given, 'hidden') && trouble(given, look)])}${node(trigger, look, { rank: 'secondary' })}`,
  );
}
