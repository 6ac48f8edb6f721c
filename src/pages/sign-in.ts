import { type FormPlan, focusOf, form, hasErrors, isTyped, isWay, messages, planForms, scripts } from './forms.ts';
import { cardPage, signOut } from './frame.ts';
import { type Content, type Html, html } from './html.ts';
import type { Heading, Locale } from './locales/locale.ts';
import { type Look, pageUrl } from './look.ts';
import { isButton, isInput, nodeName, type WireFlow, type WireIdentity, type WireMessage, type WireNode } from './wire.ts';

export type CardFlow = 'login' | 'registration' | 'recovery' | 'verification';
type HeadingName = Parameters<Locale['heading']>[0];

/** To sign in to an account that something is to be connected to. */
const LINK_NOTICE = 1010016;
/** The button of a form that asks for what a provider did not tell. */
const CONTINUE = 1040003;

/** That an address is confirmed. */
const VERIFIED = 1080002;
/** That a link or a code is on its way. */
const SENT = new Set([1060002, 1060003, 1080001, 1080003]);

/** These say no more than the heading of the page does. */
const SAID_BY_HEADING = new Set([1010003, 1010004, LINK_NOTICE, 1040009, VERIFIED]);

/** The pages of one flow on one card: sign in, confirm it's you, create an account, get back in, confirm an address. */
export function signInPage(kind: CardFlow, flow: WireFlow, look: Look, offers: { readonly registration: boolean; readonly recovery: boolean }, csrfToken: string): string {
  const { words } = look;
  const { nodes, messages: whole = [] } = flow.ui;
  const name = headingOf(kind, flow, whole);
  const link = linkIn(whole);
  const lead = link ? words.linking.lead(link.person, link.provider) : sentLead(name, flow, look);
  const heading = asksAgain(name) ? reasonOf(name, flow, look) : { ...words.heading(name), ...(lead === undefined ? {} : { lead }) };
  const plans = inTurn(name, planForms(link ? nodes.map((given) => namedAs(given, link.person)) : nodes), flow);
  const seen: Look = { ...look, focus: focusOf(name === 'aal2' || link ? (plans[0]?.nodes ?? []) : nodes, true) };
  const shown = whole.filter(({ id }) => !SAID_BY_HEADING.has(id) && !(lead !== undefined && SENT.has(id)));
  const content = html`${asksAgain(name) ? knownPerson(flow, words) : saidName(flow, look)}${link && html`<p class="hint">${words.linking.safe(link.provider)}</p>`}${messages(flow, nodes, seen, shown)}${name === 'aal2' ? oneOf(plans, flow, seen) : anyOf(plans, flow, seen)}${scripts(nodes, seen)}${
    (name === 'login' || name === 'loginLink') && offers.recovery && html`<p class="aside"><a href="${initUrl(look, 'recovery', flow)}">${words.links.recovery}</a></p>`
  }`;
  return cardPage({ title: heading.title, failed: hasErrors(flow), heading, content, below: below(kind, name, flow, look, offers.registration, csrfToken) }, look);
}

function headingOf(kind: CardFlow, flow: WireFlow, whole: readonly WireMessage[]): HeadingName {
  if (kind === 'login') return flow.requested_aal === 'aal2' ? 'aal2' : flow.refresh ? 'refresh' : linkIn(whole) ? 'loginLink' : 'login';
  if (kind === 'registration' && flow.ui.nodes.some((given) => given.group === 'oidc' && given.meta.label?.id === CONTINUE)) return 'registrationMissing';
  // The way back stands in the second step only, also when something was refused there.
  if (kind === 'registration') return flow.ui.nodes.some((given) => nodeName(given) === 'screen' && given.attributes.value === 'previous') ? 'registrationCredential' : 'registration';
  if (flow.state === 'passed_challenge') return kind === 'verification' ? 'verified' : 'recovery';
  if (flow.state === 'sent_email') return kind === 'verification' ? 'verificationCode' : 'recoveryCode';
  return kind === 'recovery' && isAfterAlarm(flow) ? 'recoveryAlarm' : kind;
}

/** Whoever says «this was not me» comes here: everybody is signed out by then. */
const isAfterAlarm = ({ request_url: url }: WireFlow): boolean => URL.parse(url ?? '')?.searchParams.get('after') === 'alarm';

/** What was sent, and where to; only unless the page has something else to tell of it. */
function sentLead(name: HeadingName, { ui: { nodes, messages: whole = [] } }: WireFlow, { words }: Look): string | undefined {
  if ((name !== 'recoveryCode' && name !== 'verificationCode') || whole.some(({ type }) => type === 'success')) return undefined;
  const to = nodes.find((given) => nodeName(given) === 'email' && isButton(given))?.attributes.value;
  return typeof to === 'string' ? words.sent(name, nodes.some((given) => nodeName(given) === 'code') ? 'code' : 'link', to) : undefined;
}

/** Who has an account here that an account of this provider is to be connected to. */
function linkIn(whole: readonly WireMessage[]): { readonly person: string; readonly provider: string } | undefined {
  const { duplicate_identifier: person, provider } = whole.find(({ id }) => id === LINK_NOTICE)?.context ?? {};
  return typeof person === 'string' && typeof provider === 'string' ? { person, provider } : undefined;
}

/** Only the account that is meant can be connected: its name is there already, and can be changed to another one it has. */
const namedAs = (given: WireNode, person: string): WireNode =>
  nodeName(given) === 'identifier' && (given.attributes.value ?? '') === '' ? { ...given, attributes: { ...given.attributes, value: person } } : given;

/** The first address of a person that is not confirmed, and that the field can take, stands in it already. */
export function withAddress(flow: WireFlow, { verifiable_addresses: addresses = [] }: WireIdentity): WireFlow {
  const filled = (given: WireNode): WireNode => {
    if (nodeName(given) !== 'email' || (given.attributes.value ?? '') !== '') return given;
    const value = addresses.find((address) => !address.verified && (address.value.includes('@') || isInput(given, 'text')))?.value;
    return { ...given, attributes: { ...given.attributes, value } };
  };
  return { ...flow, ui: { ...flow.ui, nodes: flow.ui.nodes.map(filled) } };
}

const asksAgain = (name: HeadingName): boolean => name === 'refresh' || name === 'aal2';

/** Why somebody who is signed in is asked again, and what goes on afterwards: read from where this leads back to. */
function reasonOf(name: HeadingName, { return_to: returnTo }: WireFlow, look: Look): Heading {
  const { heading, stepUp } = look.words;
  const to = returnTo === undefined ? null : URL.parse(returnTo, look.base);
  if (!to) return heading(name);
  if (to.origin !== new URL(look.base).origin) return { ...heading(name), lead: stepUp.site(to.host) };
  // A form that waits to be sent once more stands behind the address it was sent to.
  if (to.href.startsWith(`${look.base}/self-service/settings?`)) return { title: stepUp.title, lead: stepUp.change };
  if (to.href.startsWith(`${look.base}/ui/settings`)) return { title: stepUp.title, lead: stepUp.section(to.searchParams.get('section') ?? 'overview') };
  if (to.href.startsWith(`${look.base}/ui/sessions`)) return { title: stepUp.title, lead: stepUp.section('sessions') };
  return heading(name);
}

/** Of several second steps the one that was just tried comes first, of several ways to sign up the one that is typed; ways back come last. */
function inTurn(name: HeadingName, plans: readonly FormPlan[], flow: WireFlow): readonly FormPlan[] {
  const { nodes } = flow.ui;
  if (name === 'registrationCredential') return [...plans].sort((a, b) => placeOf(a) - placeOf(b));
  const tried = nodes.find((given) => given.messages.length > 0)?.group;
  // Whoever has just said their name goes on typing.
  if (name === 'login' && nameSaid(flow) !== undefined) return [...plans].sort((a, b) => Number(isTyped(b)) - Number(isTyped(a)));
  return name !== 'aal2' || tried === undefined ? plans : [...plans].sort((a, b) => Number(b.groups.includes(tried)) - Number(a.groups.includes(tried)));
}

const placeOf = (plan: FormPlan): number => (!isWay(plan) ? 3 : plan.groups.includes('oidc') ? 2 : plan.groups.includes('passkey') || isTyped(plan) ? 0 : 1);

/** Every way stands open, one below the other. */
function anyOf(plans: readonly FormPlan[], flow: WireFlow, look: Look): Content {
  const [leading, second] = plans.filter(isWay);
  return plans.map((plan) => [plan === second && html`<p class="or"><span>${look.words.form.or}</span></p>`, form(plan, flow, look, { leading: plan === leading })]);
}

/** The first way stands open; the others are there for whoever does not have it at hand. */
function oneOf([first, ...others]: readonly FormPlan[], flow: WireFlow, look: Look): Content {
  const { stepUp } = look.words;
  if (!first) return html`<p>${stepUp.nothing}</p>`;
  const way = (plan: FormPlan, leading: boolean): Html =>
    html`<section class="way"><h2>${stepUp.way(groupOf(plan)).title}</h2>${form(plan, flow, look, { leading, before: html`<p class="muted">${stepUp.way(groupOf(plan)).lead}</p>` })}</section>`;
  return html`${way(first, true)}${others.length > 0 && html`<details class="ways"><summary class="button">${stepUp.another}</summary>${others.map((plan) => way(plan, false))}</details>`}`;
}

const groupOf = ({ groups }: FormPlan): string => groups.find((group) => group !== 'default') ?? '';

/** Someone signs in again: the form knows who it is and does not ask. */
function knownPerson(flow: WireFlow, words: Locale): Content {
  const identifier = flow.ui.nodes.find((given) => nodeName(given) === 'identifier' && isInput(given, 'hidden'))?.attributes.value;
  return typeof identifier === 'string' && html`<p class="known"><span class="muted">${words.links.signedInAs}</span> <strong>${identifier}</strong></p>`;
}

/** The name that was said in the step before, or that a code was sent to. */
const nameSaid = ({ state, ui: { nodes } }: WireFlow): unknown =>
  nodes.find((given) => (given.group === 'identifier_first' || state === 'sent_email') && nodeName(given) === 'identifier' && isInput(given, 'hidden'))?.attributes.value;

/** That name, and a way to say another. */
function saidName(flow: WireFlow, look: Look): Content {
  const identifier = nameSaid(flow);
  return typeof identifier === 'string' && html`<p class="known"><strong>${identifier}</strong> <a href="${initUrl(look, 'login', flow)}">${look.words.links.otherName}</a></p>`;
}

const initUrl = (look: Look, kind: CardFlow, { return_to: returnTo, identity_schema: schema }: WireFlow): string => {
  const url = new URL(`${look.base}/self-service/${kind}/browser`);
  if (schema !== undefined && (kind === 'login' || kind === 'registration')) url.searchParams.set('identity_schema', schema);
  if (returnTo !== undefined) url.searchParams.set('return_to', returnTo);
  return url.href;
};

/** The way to the other door, or out. */
function below(kind: CardFlow, name: HeadingName, flow: WireFlow, look: Look, mayRegister: boolean, csrfToken: string): Content {
  const { links, linking, error } = look.words;
  if (asksAgain(name)) return signOut(csrfToken, look, 'quiet', links.notYou);
  if (name === 'loginLink') return html`<p>${linking.another[0]} <a href="${initUrl(look, 'login', flow)}">${linking.another[1]}</a></p>`;
  if (kind === 'login') return mayRegister && html`<p>${links.register[0]} <a href="${initUrl(look, 'registration', flow)}">${links.register[1]}</a></p>`;
  if (name === 'recoveryAlarm') return undefined;
  if (name === 'verified' && flow.ui.nodes.some(({ type }) => type === 'a')) return undefined;
  if (kind === 'verification') return html`<p><a href="${pageUrl(look.base, '')}">${error.home}</a></p>`;
  const [question, answer] = kind === 'recovery' ? links.remembered : links.login;
  return html`<p>${question} <a href="${initUrl(look, 'login', flow)}">${answer}</a></p>`;
}
