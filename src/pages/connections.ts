import { confirmFirst, lackingFor } from './confirm.ts';
import { labelOf } from './fields.ts';
import { buttonForm } from './forms.ts';
import { type Content, type Html, html } from './html.ts';
import { type Look, say } from './look.ts';
import type { SectionView } from './section.ts';
import { ago } from './times.ts';
import { factsOf, isGone, providerIdOf, waysOf, waysWithout } from './ways.ts';
import { namedNodes, type WireFlow, type WireNode } from './wire.ts';

interface Provider {
  readonly name: string;
  /** Buttons that take off an account there, one for each. */
  readonly accounts: readonly WireNode[];
  readonly offers: readonly WireNode[];
}

/** Accounts elsewhere: a card for each provider, with those that are connected, and the way to connect one. */
export const connectedSection: SectionView = {
  names: ['link', 'unlink'],
  draw(nodes, flow, look) {
    const lacking = lackingFor(['oidc.link', 'oidc.unlink'], flow);
    const cards = providersIn(nodes, look).map((provider) => card(provider, flow, look, lacking === undefined));
    return [lacking && html`<section class="panel">${confirmFirst(lacking, flow, 'connected', look)}</section>`, cards];
  },
};

/** Those with accounts come first. A button that does not tell its provider stands alone, under its own words. */
function providersIn(nodes: readonly WireNode[], look: Look): Provider[] {
  const accounts = namedNodes(nodes, 'unlink');
  const offers = namedNodes(nodes, 'link');
  const labels = new Map([...accounts, ...offers].map((given) => [providerIdOf(given), factsOf(given).provider ?? labelOf(given, look)]));
  const isAlone = (label: string): boolean => [...labels.values()].filter((other) => other === label).length === 1;
  const of = (id: string) => (given: WireNode) => providerIdOf(given) === id;
  return [...labels].map(([id, label]) => ({ name: isAlone(label) ? label : `${label} (${id})`, accounts: accounts.filter(of(id)), offers: offers.filter(of(id)) }));
}

function card({ name, accounts, offers }: Provider, flow: WireFlow, look: Look, mayChange: boolean): Html {
  const { connected: words } = look.words;
  const gone = accounts.some((given) => isGone(given, flow.ui.nodes));
  const connect = mayChange && offers.map((offer) => buttonForm(offer, flow, look, accounts.length > 0 ? 'quiet' : 'secondary'));
  const state = gone ? words.gone : accounts.length > 0 ? words.on : words.off;
  return html`<section class="panel rows provider"><div class="row head"><span class="initial" aria-hidden="true">${[...name][0]?.toUpperCase()}</span><div class="grow"><h2>${name}</h2><p class="small${accounts.length > 0 && !gone ? ' is-good' : ' muted'}">${state}</p></div>${
    accounts.length === 0 && connect
  }</div>${gone && html`<p class="about muted">${words.goneText}</p>`}${
    accounts.length > 0 && html`<ul>${accounts.map((account) => row(account, name, flow, look, mayChange))}</ul>${connect && offers.length > 0 && html`<div class="row add">${connect}</div>`}`
  }</section>`;
}

/** Which account it is, as far as the flow tells, and below a button what comes of taking it off. */
function row(given: WireNode, provider: string, flow: WireFlow, look: Look, mayChange: boolean): Html {
  const { connected: words } = look.words;
  const { account, added_at: added } = factsOf(given);
  const name = account ?? words.unnamed(provider);
  return html`<li class="row held"><div class="grow"><p class="name">${name}</p>${added !== undefined && html`<p class="muted small">${words.since} ${ago(added, look)}</p>`}</div>${mayChange && removal(given, name, provider, flow, look)}</li>`;
}

function removal(given: WireNode, name: string, provider: string, flow: WireFlow, look: Look): Content {
  const { connected: words, keys } = look.words;
  if (given.attributes.disabled) {
    const id = `why-${String(given.attributes.value).replace(/[^A-Za-z0-9_-]/g, '-')}`;
    const reasons = given.messages.length > 0 ? given.messages.map((message) => say(message, look)) : [keys.lastWayIn];
    return html`<button type="button" disabled aria-describedby="${id}">${words.open}</button><p class="hint why" id="${id}">${reasons.join(' ')}</p>`;
  }
  const question = words.removal({ provider, gone: isGone(given, flow.ui.nodes) }, waysWithout(waysOf(flow), given));
  return html`<details class="doubt"><summary class="button" aria-label="${words.openNamed(name)}">${words.open}</summary><div class="sure"><p>${question}</p>${buttonForm(given, flow, look, 'danger')}</div></details>`;
}
