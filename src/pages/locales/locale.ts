import type { Way, Ways } from '../ways.ts';
import type { WireMessage } from '../wire.ts';

/** A page's heading, and the sentence that says what it is for. */
export interface Heading {
  readonly title: string;
  readonly lead: string;
}

/** Asked before something is taken away: what ends, what stays, and the button that does it. */
export interface Doubt {
  readonly open: string;
  readonly text: string;
}

/** One step of several. */
export interface Step {
  readonly title: string;
  readonly text: string;
}

export type SectionId = 'overview' | 'profile' | 'password' | 'two-step' | 'keys' | 'backup-codes' | 'connected' | 'sessions' | 'activity';

/** Everything the pages say, in one language. What a message says by itself (`message.text`) may be said better here. */
export interface Locale {
  readonly lang: string;
  /** `traits.first_name` → `First name`: what is left where a node has no label, or a group is not known. */
  plain(name: string): string;
  /** A message's words, for its number; `undefined`: its own text will do. */
  message(message: WireMessage): string | undefined;
  /** A button's words, by flow, group and name; `undefined`: its label will do. `first`: this person has nothing of the group yet. */
  button(flow: string, group: string, name: string, first: boolean): string | undefined;
  /** The words shown while a button's form is on its way. */
  readonly busy: string;
  /** A field's label where the flow's is too plain; `undefined`: the flow's. */
  label(flow: string, name: string): string | undefined;
  /** What to know before typing. */
  hint(flow: string, name: string, rules: { readonly minPasswordLength: number }): string | undefined;
  /** Asked before a button takes something away. */
  doubt(name: string, label: string): Doubt | undefined;
  heading(
    page:
      | 'login'
      | 'loginLink'
      | 'refresh'
      | 'aal2'
      | 'registration'
      | 'registrationMissing'
      | 'registrationCredential'
      | 'recovery'
      | 'recoveryAlarm'
      | 'recoveryCode'
      | 'verification'
      | 'verificationCode'
      | 'verified',
  ): Heading;
  /** To whom something was sent that is waited for. */
  sent(page: 'recoveryCode' | 'verificationCode', what: 'code' | 'link', to: string): string;
  readonly sections: Readonly<Record<SectionId, Heading>>;
  readonly error: {
    /** @param known whether the server has said what is wrong, or only the page is not there */
    heading(id: string | undefined, code: number | undefined, known: boolean): Heading;
    readonly again: string;
    readonly home: string;
    readonly reference: string;
  };
  readonly home: { readonly signedOut: Heading; readonly signedIn: Heading; readonly signIn: string; readonly register: string; readonly account: string };
  readonly sessions: {
    readonly current: string;
    readonly onlyThis: string;
    readonly signedIn: string;
    readonly unknownDevice: string;
    readonly unknownAddress: string;
    readonly ended: string;
    readonly endedOthers: string;
    readonly end: Doubt & { readonly button: string };
    readonly endOthers: Doubt & { readonly button: string };
    device(browser: string, system: string): string;
  };
  readonly overview: {
    readonly details: string;
    readonly security: string;
    /** Follows a row's name for those who do not see the row: `Change` + `password`. */
    readonly change: string;
    readonly setUp: string;
    readonly verified: string;
    readonly unverified: string;
    readonly confirm: string;
    readonly yes: string;
    readonly no: string;
    readonly empty: string;
    /** How things stand in a section. `count`: what there is of authenticator apps, keys, sets of codes, connections. */
    state(section: string, count: number): string;
  };
  readonly twoStep: {
    readonly on: string;
    readonly onText: string;
    /** What an app without a name is called. */
    readonly app: string;
    /** Get an app, show it the secret, type what it shows. */
    readonly steps: readonly [Step, Step, Step];
    readonly cannotScan: string;
    readonly typing: string;
    readonly openApp: string;
    removeNamed(name: string): string;
    /** What goes and what stays when an app is removed. */
    removal(left: Ways): string;
  };
  readonly keys: Readonly<Record<'passkey' | 'webauthn', { readonly title: string; readonly text: string /** One without a name. */; readonly one: string }>> & {
    readonly added: string;
    readonly used: string;
    readonly synced: string;
    readonly bound: string;
    readonly open: string;
    readonly remove: string;
    readonly newName: string;
    readonly lastWayIn: string;
    edit(name: string): string;
    removal(kind: 'passkey' | 'webauthn', left: Ways): string;
  };
  /** Accounts at providers. */
  readonly connected: {
    readonly on: string;
    readonly off: string;
    /** The provider cannot be used here anymore. */
    readonly gone: string;
    readonly goneText: string;
    /** Before a moment: when it was connected. */
    readonly since: string;
    /** An account that has no name. */
    unnamed(provider: string): string;
    readonly open: string;
    openNamed(name: string): string;
    /** What goes and what stays when it is taken off. */
    removal(account: { readonly provider: string; readonly gone: boolean }, left: Ways): string;
  };
  readonly codes: {
    readonly save: string;
    /** They come with a first authenticator app. */
    readonly withApp: string;
    saveText(count: number): string;
    /** `replaces`: there are others, which these will take the place of. */
    notYet(replaces: boolean): string;
    readonly none: string;
    readonly noneText: string;
    /** There is no second step they could stand in for. */
    readonly alone: string;
    readonly ready: string;
    readonly readyText: string;
    left(codes: { readonly left: number; readonly of: number }): string;
    /** Before a moment: when one of them was used. */
    readonly used: string;
    readonly download: string;
    readonly file: string;
    /** The heading of the codes on paper. `person` may be empty. */
    sheet(product: string, person: string): string;
    sheetText(now: number): string;
  };
  /** If a telephone is lost. */
  readonly forecast: {
    readonly title: string;
    /** What is left to sign in with, and to confirm it with where that is asked for. */
    safe(first: readonly Way[], second: readonly Way[]): string;
    noFirst(lost: readonly Way[]): string;
    readonly noSecond: string;
    readonly weak: string;
    /** A way to the section that helps. */
    advice(section: string): string;
  };
  /** Asked again who one is. */
  readonly stepUp: {
    readonly title: string;
    readonly change: string;
    section(id: string): string;
    site(host: string): string;
    /** A second step, by group. */
    way(group: string): Heading;
    readonly another: string;
    readonly nothing: string;
  };
  /** For developers: what was sent. */
  readonly mailbox: {
    readonly heading: Heading;
    readonly open: string;
    readonly development: string;
    readonly empty: string;
    emptyFor(recipient: string): string;
    only(recipient: string): string;
    readonly everything: string;
    readonly look: string;
    readonly watch: string;
    readonly rest: string;
    readonly older: string;
    readonly back: string;
    readonly textMessage: string;
    readonly to: string;
    readonly when: string;
    readonly state: string;
    readonly template: string;
    readonly code: string;
    readonly html: string;
    readonly plain: string;
    readonly sealed: string;
    /** Why messages of a kind stay where they are. */
    readonly noWayOut: Readonly<Record<'email' | 'phone', string>>;
    /** `hasWayOut`: whether messages of this kind are sent anywhere; `tries` so far. */
    status(status: 'queued' | 'processing' | 'sent' | 'abandoned', about: { readonly hasWayOut: boolean; readonly tries: number }): string;
  };
  /** An address that waits to be confirmed, and a change of address that somebody takes back. */
  readonly addressChange: {
    readonly ask: Heading;
    readonly refused: Heading;
    readonly over: Heading;
    readonly done: Heading;
    steps(address: string): readonly string[];
    readonly until: string;
    readonly nothing: string;
    readonly recover: string;
    waits(address: string): string;
    readonly waitsText: string;
    readonly waitsUntil: string;
    readonly enter: string;
    readonly resend: string;
    readonly cancel: string;
  };
  /** What has happened to the account. */
  readonly activity: {
    /** A kind that is not known is said by its name. */
    event(kind: string, details: Readonly<Record<string, unknown>>): string | undefined;
    readonly byAdmin: string;
    readonly empty: string;
    readonly older: string;
    readonly newest: string;
    readonly doubt: Heading;
    /** By section: what one goes there for. */
    readonly go: Readonly<Record<string, string>>;
  };
  /** Somebody says that a change was not theirs. */
  readonly alarm: {
    readonly ask: Heading;
    readonly over: Heading;
    readonly done: Heading;
    steps(recovery: boolean): readonly string[];
    readonly button: string;
    readonly until: string;
    readonly nothing: string;
    readonly recover: string;
  };
  readonly cookies: Heading & { points(host: string): readonly string[]; readonly again: string };
  readonly confirm: { readonly title: string; readonly aal: string; readonly age: string; readonly go: string; readonly identifier: string };
  /** Somebody comes from a provider and has an account here that knows nothing of it. */
  readonly linking: { lead(person: string, provider: string): string; safe(provider: string): string; readonly another: readonly [text: string, link: string] };
  readonly links: {
    readonly signOut: string;
    readonly register: readonly [text: string, link: string];
    readonly login: readonly [text: string, link: string];
    readonly remembered: readonly [text: string, link: string];
    readonly recovery: string;
    readonly notYou: string;
    readonly signedInAs: string;
    readonly otherName: string;
    readonly sections: string;
    readonly skip: string;
  };
  readonly form: {
    readonly optional: string;
    readonly show: string;
    readonly hide: string;
    readonly copy: string;
    readonly copied: string;
    readonly print: string;
    readonly nothingChosen: string;
    readonly or: string;
    readonly used: string;
    readonly needsScript: string;
    /** This browser knows no passkeys. */
    readonly needsKeys: string;
    readonly keyCancelled: string;
    readonly keyKnown: string;
    readonly keyFailed: string;
    another(label: string): string;
    problems(count: number): string;
  };
  readonly errorPrefix: string;
  /** `2 hours ago`, between two moments in milliseconds. */
  ago(then: number, now: number): string;
  /** The exact time. */
  exactly(time: number): string;
}
