import type { Locale } from './locales/locale.ts';
import type { WireMessage } from './wire.ts';

/** What every part of a page needs to know besides the flow. */
export interface Look {
  readonly words: Locale;
  /** `login`, `settings`, …: buttons and hints differ by it. */
  readonly flow: string;
  /** The public address of the server, without a slash at its end. */
  readonly base: string;
  readonly product: string;
  readonly minPasswordLength: number;
  readonly now: number;
  /** The address of the mailbox, which there is in development only. */
  readonly mailbox?: string | undefined;
  /** Where an address can be confirmed, if that is possible. */
  readonly confirm?: (address: string) => string | undefined;
  /** Groups of the flow that this person has nothing of yet: a first password is set, not changed. */
  readonly lacks?: readonly string[];
  /** Sections of the account that this server has nothing for. */
  readonly hidden?: readonly string[];
  /** The id of the one field that gets the focus when the page opens. */
  readonly focus?: string | undefined;
}

export const say = (message: WireMessage, { words }: Look): string => words.message(message) ?? message.text;

/** The address of one of our own pages. */
export function pageUrl(base: string, page: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const url = new URL(`${base}/ui${page === '' ? '' : `/${page}`}`);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}

/** The address of a section of the settings. `news`: what the last submit left to say is for it. */
export const sectionUrl = (look: Look, flowId: string, section: string, news = false): string =>
  section === 'sessions' || section === 'activity' ? pageUrl(look.base, section, { flow: flowId }) : pageUrl(look.base, 'settings', { flow: flowId, section, ...(news ? { news: '1' } : {}) });
