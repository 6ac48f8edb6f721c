import { type FormPlan, focusOf, form, hasErrors, messages, planForms, scripts } from './forms.ts';
import { accountPage, type Entry } from './frame.ts';
import { type Content, html } from './html.ts';
import type { Heading, Locale, SectionId } from './locales/locale.ts';
import { type Look, pageUrl } from './look.ts';
import { overview } from './overview.ts';
import { personOf } from './person.ts';
import { isInput, type WireFlow } from './wire.ts';

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

/** What a group's first action needs of the session: if it is not there, the page says so before anything is typed. */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = { password: ['password.change', 'password.set'] };

interface Section {
  readonly id: string;
  readonly heading: Heading;
  readonly groups: readonly string[];
}

/** Only what this flow has nodes for, then the sessions, which every account has. */
export function sectionsOf(flow: WireFlow, words: Locale): Section[] {
  const present = new Set(flow.ui.nodes.filter((given) => given.type !== 'script' && !isInput(given, 'hidden')).map((given) => given.group));
  present.delete('default');
  const known = GROUPS.map(([id, groups]) => ({ id, heading: words.sections[id], groups: groups.filter((group) => present.has(group)) })).filter(
    ({ id, groups }) => id === 'overview' || groups.length > 0,
  );
  const named = new Set(GROUPS.flatMap(([, groups]) => groups));
  const others = [...present].filter((group) => !named.has(group)).map((group) => ({ id: group, heading: { title: words.plain(group), lead: '' }, groups: [group] }));
  return [...known, ...others, { id: 'sessions', heading: words.sections.sessions, groups: [] }];
}

export const sectionUrl = (look: Look, flowId: string, section: string, news = false): string =>
  section === 'sessions' ? pageUrl(look.base, 'sessions', { flow: flowId }) : pageUrl(look.base, 'settings', { flow: flowId, section, ...(news ? { news: '1' } : {}) });

export const entriesOf = (flow: WireFlow, look: Look): Entry[] => sectionsOf(flow, look.words).map(({ id, heading }) => ({ id, title: heading.title, href: sectionUrl(look, flow.id, id) }));

/** The section to show after a submit: the one with errors, else the one the form was in, if the browser tells, else the first. */
export function sectionAfter(flow: WireFlow, before: string | undefined, words: Locale): string {
  const sections = sectionsOf(flow, words);
  const failed = sections.find(({ groups }) => flow.ui.nodes.some((given) => groups.includes(given.group) && given.messages.length > 0));
  return (failed ?? sections.find(({ id }) => id === before) ?? sections[0]!).id;
}

/** `news`: what the last submit left to say is for this section. Whoever goes on to another one has read it. */
export function settingsPage(flow: WireFlow, look: Look, { asked, news, csrfToken }: { asked: string; news: boolean; csrfToken: string }): string {
  const sections = sectionsOf(flow, look.words).filter(({ id }) => id !== 'sessions');
  const section = sections.find(({ id }) => id === asked) ?? sections[0]!;
  const plans = planForms(flow.ui.nodes.filter((given) => (given.group === 'default' ? isInput(given, 'hidden') : section.groups.includes(given.group))));
  // A message at a name without a node belongs to no section: it is said above all of them.
  const stray = flow.ui.nodes.filter((given) => given.group === 'default' && !isInput(given, 'hidden')).flatMap((given) => given.messages);
  const shown = plans.flatMap((plan) => plan.nodes);
  const seen: Look = { ...look, focus: focusOf(shown, false) };
  return accountPage(
    {
      title: section.heading.title,
      failed: news && hasErrors(flow),
      heading: section.heading,
      entries: entriesOf(flow, look),
      current: section.id,
      person: personOf(flow.identity),
      csrfToken,
      content: html`${messages(flow, shown, seen, news ? [...(flow.ui.messages ?? []), ...stray] : [])}${
        section.id === 'overview'
          ? overview(flow, sections, look)
          : plans.map((plan) => html`<section class="panel">${stepUp(plan, flow, section.id, look) ?? form(plan, flow, seen, { before: extra(plan, flow, look) })}</section>`)
      }${scripts(
        flow.ui.nodes.filter((given) => section.groups.includes(given.group)),
        look,
      )}`,
    },
    look,
  );
}

/** A sign-in that is too old or too weak for the one thing a form is for: said instead of the form, so that nothing is typed in vain. */
function stepUp({ groups }: FormPlan, flow: WireFlow, section: string, look: Look): Content {
  const lacking = groups
    .flatMap((group) => OPERATIONS[group] ?? [])
    .map((operation) => flow.assurance?.[operation])
    .find((need) => need?.satisfied === false);
  if (!lacking?.redirect_browser_to) return undefined;
  const { confirm } = look.words;
  const to = new URL(lacking.redirect_browser_to, look.base);
  to.searchParams.set('return_to', sectionUrl(look, flow.id, section));
  return html`<h2>${confirm.title}</h2><p>${lacking.reason === 'session_aal2_required' ? confirm.aal : confirm.age}</p><p class="actions"><a class="button primary" href="${to.href}">${confirm.go}</a></p>`;
}

/** An address of the account that asks for a fresh sign-in is only known once it is sent: said before. */
const extra = ({ groups }: FormPlan, flow: WireFlow, look: Look): Content =>
  groups.includes('profile') && flow.assurance?.['profile.identifier']?.satisfied === false && html`<p class="hint">${look.words.confirm.identifier}</p>`;
