import { fieldId, labelOf } from './fields.ts';
import { attributes, type Content, type Html, html } from './html.ts';
import { type Look, say } from './look.ts';
import { node, type Rank, trouble } from './nodes.ts';
import { rememberedAs } from './person.ts';
import { isButton, isInput, nodeName, type WireFlow, type WireMessage, type WireNode } from './wire.ts';

/** One `<form>` of a page: the groups it is made of, and all nodes that are sent with it. */
export interface FormPlan {
  readonly groups: readonly string[];
  readonly nodes: readonly WireNode[];
}

const isHidden = (given: WireNode): boolean => isInput(given, 'hidden');
const isVisible = (given: WireNode): boolean => !isHidden(given) && given.type !== 'script';
const isField = (given: WireNode): boolean => given.type === 'input' && !isHidden(given) && !isButton(given);

/** Providers, and passkeys that know whose they are, need nothing that is typed elsewhere in the page. */
const isAlone = (group: string, nodes: readonly WireNode[]): boolean => group === 'oidc' || (group === 'passkey' && nodes.some((given) => nodeName(given) === 'passkey_login'));

/**
 * A form for each group, each with the hidden nodes that belong to all (`csrf_token`). What is typed in the group
 * `default` (an identifier, traits) is needed by every method, so there the methods share one form; if there is no other
 * way, such as when traits are missing that a provider does not know, providers do, too.
 */
export function planForms(nodes: readonly WireNode[]): FormPlan[] {
  const forAll = nodes.filter((given) => (given.group === 'default' || nodeName(given) === 'identifier') && isHidden(given));
  const typed = nodes.filter((given) => given.group === 'default' && !isHidden(given));
  const groups = [...new Set(nodes.filter(isVisible).map((given) => given.group))].filter((group) => group !== 'default');
  const of = (...wanted: readonly string[]): WireNode[] => nodes.filter((given) => wanted.includes(given.group));
  const alone = (group: string): FormPlan => ({ groups: [group], nodes: [...forAll, ...of(group)] });
  // A name's suggestions come from the browser: their passkey has nothing to show, and a form to be sent with.
  const unseen = nodes.some((given) => nodeName(given) === 'passkey_login') && !groups.includes('passkey') ? ['passkey'] : [];
  if (!typed.some(isField)) return [...groups.filter((group) => group !== 'oidc'), ...groups.filter((group) => group === 'oidc'), ...unseen].map(alone);
  const shared = groups.filter((group) => !isAlone(group, nodes));
  const together = shared.length > 0 ? shared : groups;
  return [
    { groups: ['default', ...together], nodes: [...forAll, ...typed, ...of(...together)] },
    ...['passkey', 'oidc'].filter((group) => groups.includes(group) && !together.includes(group)).map(alone),
  ];
}

/** What a list of strings sends: its items, and one more field under the next number, if it can be typed. */
function withNumberedItems(nodes: readonly WireNode[], look: Look): WireNode[] {
  const items = (name: string): number => nodes.filter((given) => nodeName(given).startsWith(`${name}.`) && /^\d+$/.test(nodeName(given).slice(name.length + 1))).length;
  return nodes.flatMap((given) => {
    const name = nodeName(given);
    // A list carried over from another step is its items alone: under its own name it would be a value, too.
    if (isHidden(given) && items(name) > 0) return [];
    const count = isField(given) ? items(name) : 0;
    if (count > 0) return { ...given, attributes: { ...given.attributes, name: `${name}.${count}` }, meta: { label: { id: 0, type: 'info', text: look.words.form.another(labelOf(given, look)) } } };
    const [, list, place] = /^(.+)\.(\d+)$/.exec(name) ?? [];
    const parent = list === undefined ? undefined : nodes.find((other) => nodeName(other) === list);
    return parent && !given.meta.label ? { ...given, meta: { label: { id: 0, type: 'info', text: `${labelOf(parent, look)} ${Number(place) + 1}` } } } : given;
  });
}

/** `leading`: the form that most people come for; only its main button stands out. `before`: what stands above its fields. */
export function form(plan: FormPlan, flow: WireFlow, look: Look, { leading = true, before }: { readonly leading?: boolean; readonly before?: Content } = {}): Html {
  const nodes = withNumberedItems(plan.nodes, look);
  const fields = nodes.filter((given) => isVisible(given) && !isButton(given));
  const buttons = nodes.filter(isButton);
  const lastField = fields.findLast(isField);
  const main =
    buttons.find((given) => given.attributes.type === 'submit' && rankOf(given) === 'primary') ??
    buttons.find((given) => given.attributes.type === 'button') ??
    (lastField && buttons.length === 1 ? buttons[0] : undefined);
  const ranked = buttons
    .map((given): [WireNode, Rank] => [given, ['quiet', 'danger'].includes(rankOf(given)) ? rankOf(given) : given === main && leading ? 'primary' : 'secondary'])
    // The first one is what the Enter key presses.
    .sort(([a], [b]) => Number(b === main) - Number(a === main));
  return formAround(
    flow,
    plan.groups,
    html`${nodes.filter(isHidden).map((given) => [node(given, look), trouble(given, look)])}${forPasswordManager(fields, flow)}${before}${fields.map((given) => node(given, look, { last: given === lastField }))}${
      buttons.length > 0 && html`<div class="actions">${ranked.map(([given, rank]) => node(given, look, { rank }))}</div>`
    }`,
  );
}

/** A form that posts to the flow; its content brings the token (`tokenOf`). */
export const formAround = (flow: WireFlow, groups: readonly string[], content: Content): Html =>
  html`<form novalidate${attributes({ action: flow.ui.action, method: flow.ui.method.toLowerCase(), 'data-groups': groups.join(' ') })}>${content}</form>`;

/** What every form of a flow is sent with. */
export const tokenOf = (flow: WireFlow, look: Look): Content => flow.ui.nodes.filter((given) => given.group === 'default' && isHidden(given)).map((given) => node(given, look));

/** A form of one button. `asked`: what it takes away has been said beside it. */
export const buttonForm = (given: WireNode, flow: WireFlow, look: Look, rank: Rank, asked = true): Html =>
  formAround(flow, [given.group], html`${tokenOf(flow, look)}${node(given, look, { rank, asked })}`);

/** A password alone says nothing of whose it is. */
function forPasswordManager(fields: readonly WireNode[], flow: WireFlow): Content {
  const person = rememberedAs(flow);
  return person !== '' && fields.some((given) => isInput(given, 'password')) && html`<input type="text" autocomplete="username" value="${person}" readonly hidden>`;
}

/** Scripts stand outside the forms: one may serve several. */
export const scripts = (nodes: readonly WireNode[], look: Look): Content => nodes.filter((given) => given.type === 'script').map((given) => node(given, look));

/** Ways back and second tries stand behind, what takes something away last; providers stand beside one another. */
function rankOf(given: WireNode): Rank {
  const name = nodeName(given);
  if (name === 'password_remove') return 'danger';
  if (name === 'screen' || name === 'resend' || name === 'email') return 'quiet';
  return name === 'method' || given.group !== 'oidc' ? 'primary' : 'secondary';
}

/** Whether something is typed into this form. */
export const isTyped = ({ nodes }: FormPlan): boolean => nodes.some(isField);

/** Whether this form is a way of its own, and not just a way back. */
export const isWay = ({ nodes }: FormPlan): boolean => nodes.some((given) => isField(given) || (isButton(given) && rankOf(given) !== 'quiet'));

/** Where to put the focus: the first field that is wrong, else, if the page is for typing, the first that is empty. */
export function focusOf(nodes: readonly WireNode[], typing: boolean): string | undefined {
  const fields = nodes.filter(isField);
  const first = fields.find((given) => given.messages.length > 0) ?? (typing ? fields.find((given) => (given.attributes.value ?? '') === '') : undefined);
  return first && fieldId(first);
}

/** The messages of the whole form; errors of several fields are listed with links to them. */
export function messages(flow: WireFlow, shown: readonly WireNode[], look: Look, whole: readonly WireMessage[] = flow.ui.messages ?? []): Content {
  const wrong = shown.filter((given) => isField(given) && given.messages.length > 0);
  return [
    whole.map((message) => notice(message, look)),
    wrong.length > 1 &&
      html`<div class="notice is-error" role="alert"><p><strong>${look.words.form.problems(wrong.length)}</strong></p><ul>${wrong.map((given) => html`<li><a href="#${fieldId(given)}">${labelOf(given, look)}</a>: ${given.messages.map((message) => say(message, look)).join(' ')}</li>`)}</ul></div>`,
  ];
}

function notice(message: WireMessage, look: Look): Html {
  if (message.type === 'success') return html`<p class="saved" role="status" data-announce>${say(message, look)}</p>`;
  return html`<div${attributes({ class: `notice is-${message.type === 'error' ? 'error' : 'info'}`, role: message.type === 'error' ? 'alert' : 'status' })}><p>${say(message, look)}</p></div>`;
}

export const hasErrors = (flow: WireFlow): boolean => [...(flow.ui.messages ?? []), ...flow.ui.nodes.flatMap((given) => given.messages)].some((message) => message.type === 'error');
