import { focusOf, form, hasErrors, isWay, messages, planForms, scripts } from './forms.ts';
import { cardPage, signOut } from './frame.ts';
import { type Content, html } from './html.ts';
import type { Locale } from './locales/locale.ts';
import { type Look, pageUrl } from './look.ts';
import { isInput, nodeName, type WireFlow, type WireMessage } from './wire.ts';

export type CardFlow = 'login' | 'registration' | 'recovery' | 'verification';
type HeadingName = Parameters<Locale['heading']>[0];

/** These say no more than the heading of the page does. */
const SAID_BY_HEADING = new Set([1010003, 1010004, 1040009]);

/** The pages of one flow on one card: sign in, confirm it's you, create an account, get back in, confirm an address. */
export function signInPage(kind: CardFlow, flow: WireFlow, look: Look, offers: { readonly registration: boolean; readonly recovery: boolean }, csrfToken: string): string {
  const { words } = look;
  const { nodes, messages: whole = [] } = flow.ui;
  const name = headingOf(kind, flow, whole);
  const heading = words.heading(name);
  const seen: Look = { ...look, focus: focusOf(nodes, true) };
  const plans = planForms(nodes);
  const leading = plans.find(isWay);
  const shown = whole.filter((message) => !SAID_BY_HEADING.has(message.id));
  const content = html`${name === 'refresh' && knownPerson(flow, words)}${messages(flow, nodes, seen, shown)}${plans.map((plan, i) => [i > 0 && isWay(plan) && html`<p class="or"><span>${words.form.or}</span></p>`, form(plan, flow, seen, { leading: plan === leading })])}${scripts(nodes, seen)}${
    kind === 'login' && name === 'login' && offers.recovery && html`<p class="aside"><a href="${initUrl(look, 'recovery', flow)}">${words.links.recovery}</a></p>`
  }`;
  return cardPage({ title: heading.title, failed: hasErrors(flow), heading, content, below: below(kind, name, flow, look, offers.registration, csrfToken) }, look);
}

function headingOf(kind: CardFlow, flow: WireFlow, whole: readonly WireMessage[]): HeadingName {
  if (kind === 'login') return flow.requested_aal === 'aal2' ? 'aal2' : flow.refresh ? 'refresh' : 'login';
  if (kind === 'registration') return whole.some((message) => message.id === 1040009) ? 'registrationCredential' : 'registration';
  if (flow.state === 'passed_challenge') return kind === 'verification' ? 'verified' : 'recovery';
  if (flow.state === 'sent_email') return kind === 'verification' ? 'verificationCode' : 'recoveryCode';
  return kind;
}

/** Someone signs in again: the form knows who it is and does not ask. */
function knownPerson(flow: WireFlow, words: Locale): Content {
  const identifier = flow.ui.nodes.find((given) => nodeName(given) === 'identifier' && isInput(given, 'hidden'))?.attributes.value;
  return typeof identifier === 'string' && html`<p class="known"><span class="muted">${words.links.signedInAs}</span> <strong>${identifier}</strong></p>`;
}

const initUrl = (look: Look, kind: CardFlow, { return_to: returnTo }: WireFlow): string => {
  const url = new URL(`${look.base}/self-service/${kind}/browser`);
  if (returnTo !== undefined) url.searchParams.set('return_to', returnTo);
  return url.href;
};

/** The way to the other door, or out. */
function below(kind: CardFlow, name: HeadingName, flow: WireFlow, look: Look, mayRegister: boolean, csrfToken: string): Content {
  const { links, error } = look.words;
  if (name === 'refresh' || name === 'aal2') return signOut(csrfToken, look, 'quiet', links.notYou);
  if (kind === 'login') return mayRegister && html`<p>${links.register[0]} <a href="${initUrl(look, 'registration', flow)}">${links.register[1]}</a></p>`;
  if (kind === 'verification') return html`<p><a href="${pageUrl(look.base, '')}">${error.home}</a></p>`;
  return html`<p>${links.login[0]} <a href="${initUrl(look, 'login', flow)}">${links.login[1]}</a></p>`;
}
