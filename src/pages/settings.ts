import { codesSection } from './codes.ts';
import { confirmFirst, lackingFor } from './confirm.ts';
import { connectedSection } from './connections.ts';
import { type FormPlan, focusOf, form, hasErrors, messages, planForms, scripts } from './forms.ts';
import { accountPage, type Entry } from './frame.ts';
import { type Content, html } from './html.ts';
import { keysSection } from './keys.ts';
import type { Heading, Locale, SectionId } from './locales/locale.ts';
import { type Look, sectionUrl } from './look.ts';
import { node } from './nodes.ts';
import { overview } from './overview.ts';
import { pendingSection } from './pending-address.ts';
import { personOf } from './person.ts';
import type { SectionView } from './section.ts';
import { twoStepSection } from './two-step.ts';
import { isInput, nodeName, type WireFlow, type WireNode } from './wire.ts';

/** The sections in the order of the list, with the groups whose forms stand in them. Groups not named here get a section of their own at the end. */
const GROUPS: readonly (readonly [section: SectionId, groups: readonly string[]])[] = [
  ['overview', []],
  ['profile', ['profile']],
  ['password', ['password']],
  ['two-step', ['totp']],
  ['keys', ['passkey', 'webauthn']],
  ['backup-codes', ['lookup_secret']],
  ['connected', ['oidc']],
];

/** What these are for in the first place: if the session will not do for it, the page says so before anything is typed. */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = { password: ['password.change', 'password.set'] };

/** Says that somebody is back in their account, and should set a password. */
const RECOVERED = 1060001;

/** Sections that draw their nodes themselves. */
const VIEWS: Readonly<Record<string, SectionView>> = { profile: pendingSection, 'two-step': twoStepSection, keys: keysSection, 'backup-codes': codesSection, connected: connectedSection };

interface Section {
  readonly id: string;
  readonly heading: Heading;
  readonly groups: readonly string[];
}

/** Pages of their own beside the settings. */
const BESIDE = ['sessions', 'activity'] as const;

/** Only what this flow has nodes for, then the sessions, which every account has, and what has happened. */
function sectionsOf(flow: WireFlow, words: Locale): Section[] {
  const present = new Set(flow.ui.nodes.filter((given) => given.type !== 'script' && !isInput(given, 'hidden')).map((given) => given.group));
  present.delete('default');
  const known = GROUPS.map(([id, groups]) => ({ id, heading: words.sections[id], groups: groups.filter((group) => present.has(group)) })).filter(
    ({ id, groups }) => id === 'overview' || groups.length > 0,
  );
  const named = new Set(GROUPS.flatMap(([, groups]) => groups));
  const others = [...present].filter((group) => !named.has(group)).map((group) => ({ id: group, heading: { title: words.plain(group), lead: '' }, groups: [group] }));
  return [...known, ...others, ...BESIDE.map((id) => ({ id, heading: words.sections[id], groups: [] }))];
}

export const entriesOf = (flow: WireFlow, look: Look): Entry[] =>
  sectionsOf(flow, look.words)
    .filter(({ id }) => !look.hidden?.includes(id))
    .map(({ id, heading }) => ({ id, title: heading.title, href: sectionUrl(look, flow.id, id) }));

/** The section to show after a submit: the one with errors, else the one with codes to save, else the password's after a recovery, else that of what was saved, else the one the form was in, if the browser tells, else that of the method, else the first. */
export function sectionAfter(flow: WireFlow, before: string | undefined, words: Locale): string {
  const sections = sectionsOf(flow, words);
  const holding = (test: (given: WireNode) => boolean): Section | undefined => sections.find(({ groups }) => flow.ui.nodes.some((given) => groups.includes(given.group) && test(given)));
  const failed = holding((given) => given.messages.some(({ type }) => type === 'error'));
  // Fresh codes may come with a first authenticator app, and can be seen only now.
  const toSave = holding((given) => nodeName(given) === 'lookup_secret_confirm');
  // Who came in by a code has no password they know.
  const recovered = flow.ui.messages?.some(({ id }) => id === RECOVERED) ? sections.find(({ id }) => id === 'password') : undefined;
  const used = sections.find(({ groups }) => groups.includes(flow.active ?? ''));
  const saved = flow.state === 'success' ? used : undefined;
  return (failed ?? toSave ?? recovered ?? saved ?? sections.find(({ id }) => id === before) ?? used ?? sections[0]!).id;
}

/** `news`: what the last submit left to say is for this section. Whoever goes on to another one has read it. */
export function settingsPage(flow: WireFlow, look: Look, { asked, news, csrfToken }: { asked: string; news: boolean; csrfToken: string }): string {
  const sections = sectionsOf(flow, look.words).filter(({ id }) => !BESIDE.some((beside) => beside === id));
  const section = sections.find(({ id }) => id === asked) ?? sections[0]!;
  const own = flow.ui.nodes.filter((given) => section.groups.includes(given.group));
  const view = VIEWS[section.id];
  const plans = planForms(flow.ui.nodes.filter((given) => (given.group === 'default' ? isInput(given, 'hidden') : own.includes(given) && !view?.names.includes(nodeName(given)))));
  // A message at a name without a node belongs to no section: it is said above all of them.
  const stray = flow.ui.nodes.filter((given) => given.group === 'default' && !isInput(given, 'hidden')).flatMap((given) => given.messages);
  const seen: Look = { ...look, lacks: lackedBy(flow), focus: focusOf(own, false) };
  return accountPage(
    {
      title: section.heading.title,
      failed: news && hasErrors(flow),
      heading: section.heading,
      entries: entriesOf(flow, look),
      current: section.id,
      person: personOf(flow.identity),
      csrfToken,
      content: html`${goOn(flow, seen)}${messages(flow, own, seen, news ? [...(flow.ui.messages ?? []), ...stray] : [])}${section.id === 'overview' ? overview(flow, sections, look) : view?.draw(own, flow, seen)}${plans.map(
        (plan) => html`<section class="panel">${stepUp(plan, flow, section.id, look) ?? form(plan, flow, seen, { before: extra(plan, flow, look) })}</section>`,
      )}${signals(section, flow, look)}${scripts(own, look)}`,
    },
    look,
  );
}

/** A change that waits for its person to confirm that it is them. Who comes straight back from that never sees it: it goes through by itself. */
function goOn(flow: WireFlow, look: Look): Content {
  const nodes = flow.ui.nodes.filter((given) => nodeName(given) === 'resume' || isInput(given, 'hidden'));
  return (
    nodes.some((given) => nodeName(given) === 'resume') && html`<section class="panel">${form({ groups: ['default'], nodes: nodes.filter(({ group }) => group === 'default') }, flow, look)}</section>`
  );
}

const lackedBy = ({ factors, ui: { nodes } }: WireFlow): string[] => (factors ? [...new Set(nodes.map(({ group }) => group))].filter((group) => factors[group] === undefined) : []);

/** Whoever keeps passkeys learns of a changed name from the same script that makes them. */
function signals({ id }: Section, flow: WireFlow, look: Look): Content {
  if (id !== 'profile' || flow.state !== 'success') return undefined;
  return flow.ui.nodes.filter((given) => ['passkey_settings_register', 'passkey_create_data'].includes(nodeName(given)) || given.type === 'script').map((given) => node(given, look));
}

/** Said instead of a form that could not be used now. */
function stepUp({ groups }: FormPlan, flow: WireFlow, section: string, look: Look): Content {
  const lacking = lackingFor(
    groups.flatMap((group) => OPERATIONS[group] ?? []),
    flow,
  );
  return lacking && confirmFirst(lacking, flow, section, look);
}

/** An address of the account that asks for a fresh sign-in is only known once it is sent: said before. */
const extra = ({ groups }: FormPlan, flow: WireFlow, look: Look): Content =>
  groups.includes('profile') && flow.assurance?.['profile.identifier']?.satisfied === false && html`<p class="hint">${look.words.confirm.identifier}</p>`;
