import { MINUTE } from '../../support/clock.ts';
import type { Authenticator } from '../../webauthn/authenticator.ts';

/** What must be true of one person, worked out beside the server: small enough to be believed. */
export interface Model {
  /** Undefined: an administrator has taken it away. */
  password: string | undefined;
  passkeys: Authenticator[];
  keys: Authenticator[];
  apps: App[];
  /** Backup codes that count, used or not. */
  codes: { readonly value: string; used: boolean }[];
  /** What was a right answer once and must never be one again. */
  spent: { readonly method: 'totp' | 'lookup_secret'; readonly code: string }[];
  /** Wrong answers in a row, by factor: after four of them the server makes people wait. */
  readonly wrong: Record<'totp' | 'lookup_secret', number>;
  readonly sessions: Session[];
  now: number;
}

export interface App {
  readonly secret: string;
  /** The step of 30 seconds whose code was accepted last. */
  lastStep: number;
}

export interface Session {
  /** Undefined: signed out. */
  id: string | undefined;
  aal: 'aal1' | 'aal2';
  authenticatedAt: number;
  tabs: Tab[];
}

/** A settings page that stays open. */
export interface Tab {
  id: string;
  csrf: unknown;
  opened: number;
  /** The seed it shows: the same until it is used. */
  seed: string | undefined;
  waiting: { readonly password: string | undefined; readonly since: number } | undefined;
}

export const PRIVILEGED = 15 * MINUTE;
export const FLOW_LIFE = 60 * MINUTE;
export const PAUSE_LIFE = 15 * MINUTE;

export const stepOf = (now: number): number => Math.floor(now / 30_000);
export const unusedCodes = ({ codes }: Model): number => codes.filter(({ used }) => !used).length;
export const secondFactors = (model: Model): number => model.keys.length + model.apps.length + (unusedCodes(model) > 0 ? 1 : 0);
export const firstFactors = ({ password, passkeys }: Model): number => (password === undefined ? 0 : 1) + passkeys.length;

/** Whether the server still takes an answer at once. */
export const mayGuess = (model: Model, method: 'totp' | 'lookup_secret'): boolean => model.wrong[method] < 3;

/** What a change of something that protects the account is answered. */
export function answerTo(model: Model, { aal, authenticatedAt }: Session, isConfirmed = false): 'done' | 'session_aal2_required' | 'session_refresh_required' {
  if (aal === 'aal1' && secondFactors(model) > 0) return 'session_aal2_required';
  return model.now - authenticatedAt >= PRIVILEGED && !isConfirmed ? 'session_refresh_required' : 'done';
}

/** Backup codes stand in for other second factors: they go with the last of them. */
export function afterRemoval(model: Model, had: number): void {
  if (had > 0 && model.keys.length + model.apps.length === 0) forgetCodes(model);
}
export function forgetCodes(model: Model): void {
  model.spent.push(...model.codes.map(({ value }) => ({ method: 'lookup_secret' as const, code: value })));
  model.codes = [];
}

/** The very first second factor raises the session that adds it; nothing else does without being shown. */
export function afterEnrolment(session: Session, hadBefore: number): void {
  if (hadBefore === 0) session.aal = 'aal2';
}
