import { confirmFirst, lackingFor } from './confirm.ts';
import { buttonForm } from './forms.ts';
import { attributes, type Content, type Html, html } from './html.ts';
import { type Look, sectionUrl } from './look.ts';
import { codeList, copyButton, usableCodes } from './nodes.ts';
import { personOf } from './person.ts';
import type { SectionView } from './section.ts';
import { ago } from './times.ts';
import { namedNode, type WireFlow, type WireMessage, type WireNode } from './wire.ts';

/** Backup codes: none, new ones that wait to be saved, or those there are. */
export const codesSection: SectionView = {
  names: ['lookup_secret_codes', 'lookup_secret_confirm', 'lookup_secret_regenerate', 'lookup_secret_reveal', 'lookup_secret_disable'],
  draw(nodes, flow, look) {
    const lacking = lackingFor(['lookup_secret.regenerate', 'lookup_secret.confirm', 'lookup_secret.disable'], flow);
    const codes = namedNode(nodes, 'lookup_secret_codes');
    const confirm = namedNode(nodes, 'lookup_secret_confirm');
    if (codes && confirm) return html`<section class="panel">${saving(codes, confirm, flow, look)}</section>`;
    return [
      lacking && html`<section class="panel">${confirmFirst(lacking, flow, 'backup-codes', look)}</section>`,
      html`<section class="panel">${standing(codes, nodes, flow, look, lacking === undefined)}</section>`,
    ];
  },
};

const secretsIn = ({ attributes: { text } }: WireNode): readonly WireMessage[] => {
  const secrets = text?.context?.['secrets'];
  return Array.isArray(secrets) ? (secrets as WireMessage[]) : [];
};

/** New codes: shown once, kept by the person, and only then in force. */
function saving(codes: WireNode, confirm: WireNode, flow: WireFlow, look: Look): Content {
  const { codes: words } = look.words;
  const secrets = secretsIn(codes);
  return html`<h2>${words.save}</h2><p>${flow.active === 'totp' && `${words.withApp} `}${words.saveText(secrets.length)}</p>${sheet(secrets, flow, look)}<p class="hint">${words.notYet(flow.factors?.['lookup_secret'] !== undefined)}</p>${buttonForm(confirm, flow, look, 'primary')}`;
}

/** What there is: how many are left, and what can be done about them. */
function standing(codes: WireNode | undefined, nodes: readonly WireNode[], flow: WireFlow, look: Look, mayChange: boolean): Content {
  const { codes: words } = look.words;
  const disable = namedNode(nodes, 'lookup_secret_disable');
  const { left, used } = leftOf(nodes);
  const alone = standAlone(flow);
  const buttons = ['lookup_secret_reveal', 'lookup_secret_regenerate'].map((name) => namedNode(nodes, name)).filter((given) => given !== undefined);
  return html`<h2>${disable ? words.ready : words.none}</h2><p>${disable ? (left === undefined ? words.readyText : words.left(left)) : alone ? words.alone : words.noneText}</p>${used.length > 0 && html`<ul class="points">${used.map((at) => html`<li>${words.used} ${ago(at, look)}</li>`)}</ul>`}${
    codes && secretsIn(codes).length > 0 && sheet(secretsIn(codes), flow, look)
  }${alone && disable && html`<p>${words.alone}</p>`}${
    (alone || mayChange) &&
    html`<div class="actions">${alone && flow.ui.nodes.some(({ group }) => group === 'totp') && html`<a class="button primary" href="${sectionUrl(look, flow.id, 'two-step')}">${look.words.forecast.advice('two-step')}</a>`}${
      mayChange && [...buttons, disable].map((given) => given && buttonForm(given, flow, look, disable || alone ? 'secondary' : 'primary', !disable))
    }</div>`
  }`;
}

/** They stand in for another second step: without one, nobody is asked for them. */
const standAlone = ({ factors }: WireFlow): boolean => factors !== undefined && !Object.entries(factors).some(([method, { second }]) => method !== 'lookup_secret' && second > 0);

/** The codes as they are written down, with what is needed to know later what they are: printed, it is a sheet of its own. */
function sheet(secrets: readonly WireMessage[], flow: WireFlow, look: Look): Html {
  const { codes: words } = look.words;
  const usable = usableCodes(secrets);
  const title = words.sheet(look.product, personOf(flow.identity));
  const text = [title, words.sheetText(look.now), '', ...usable, ''].join('\r\n');
  return html`<div class="sheet"><p class="on-paper"><strong>${title}</strong><br>${words.sheetText(look.now)}</p>${codeList(secrets, look)}</div>${
    usable.length > 0 &&
    html`<p class="tools">${copyButton(usable.join('\n'), look, 'secondary')}<a class="button"${attributes({ href: `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`, download: words.file })}>${words.download}</a><button type="button" class="secondary" hidden data-script="print" data-print>${look.words.form.print}</button></p>`
  }`;
}

/** How many of how many can still be used, and when the others were, where the flow tells. */
function leftOf(nodes: readonly WireNode[]): { readonly left?: { readonly left: number; readonly of: number }; readonly used: readonly string[] } {
  const contexts = nodes.flatMap(({ meta, attributes: { text } }) => [text?.context, meta.label?.context]);
  const known = contexts.find((context) => typeof context?.['left'] === 'number' && typeof context['total'] === 'number');
  if (!known) return { used: [] };
  const used = Array.isArray(known['used']) ? (known['used'] as WireMessage[]).map(({ context }) => context?.['used_at']).filter((at) => typeof at === 'string') : [];
  return { left: { left: Number(known['left']), of: Number(known['total']) }, used };
}
