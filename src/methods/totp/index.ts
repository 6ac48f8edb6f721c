import { ValidationError } from '../../errors.ts';
import { isSet, isTrue, required, textField } from '../../flow/fields.ts';
import type { Outcome, SettingsMethod, Submission, Turn, View } from '../../flow/settings/method.ts';
import type { Fields } from '../../http/body.ts';
import type { Change } from '../../identity/identity.ts';
import { appsOf, newApp } from '../../identity/totp-shape.ts';
import { m } from '../../messages/catalogue.ts';
import { asDigits, judge, newSecret } from './code.ts';
import { addNode, enrolNodes, knowsOneApp, MOST_NAME, unlinkNodes } from './nodes.ts';

/** What is shown, and what the code is judged by: the same secret until it is used. */
interface TotpDraft {
  readonly secret: string;
}

interface TotpSubmission extends Submission {
  readonly does:
    | { readonly kind: 'enrol'; readonly code: string; readonly name: string }
    | { readonly kind: 'remove'; readonly slots: readonly string[] }
    | { readonly kind: 'show' }
    | { readonly kind: 'nothing' };
}

const MOST_APPS = 10;
/** A name far too long is not kept to be shown again. */
const LONGEST_SHOWN = 1000;

/** Authenticator apps (SPEC §3.3). */
export const totp: SettingsMethod<TotpSubmission, TotpDraft> = {
  id: 'totp',
  group: 'totp',
  operations: ['totp.enrol', 'totp.remove'],
  triggers: ['totp_unlink', 'totp_add'],
  byName: true,
  flowTypes: ['api', 'browser'],
  enabled: (config) => config.selfservice.methods.totp.enabled,
  countUsable: (account, config) => ({ first: 0, second: totp.enabled(config) ? appsOf(account).length : 0 }),

  render(view) {
    const isEnrolled = appsOf(view.account).length > 0;
    const isKratos = knowsOneApp(view);
    // Until something is saved through it, a form of Kratos' shows what it has shown, whatever another one has done.
    if (isEnrolled && (view.draft === undefined || (isKratos && view.saved))) return { nodes: [...unlinkNodes(view), ...(isKratos ? [] : [addNode()])] };
    const draft = view.draft ?? { secret: newSecret() };
    return { nodes: [...(isKratos ? [] : unlinkNodes(view)), ...enrolNodes(draft.secret, view)], draft };
  },

  parse(body, view) {
    const apps = appsOf(view.account);
    if (isSet(body['totp_unlink']) && apps.length > 0) return { operation: 'totp.remove', does: { kind: 'remove', slots: slotsToRemove(body['totp_unlink'], view) } };
    return { operation: 'totp.enrol', does: enrolment(body, view) };
  },

  echo({ totp_display_name: name }, view) {
    return knowsOneApp(view) || typeof name !== 'string' || name.length > LONGEST_SHOWN ? {} : { totp_display_name: name };
  },

  async submit(turn) {
    const { does } = turn.submission;
    if (does.kind === 'enrol') return enrol(turn, does);
    if (does.kind === 'remove') return { kind: 'save', changes: does.slots.map((slot): Change => ({ type: 'removeCredential', credentialType: 'totp', slot })) };
    if (does.kind === 'show') return { kind: 'show', draft: turn.draft ?? { secret: newSecret() } };
    return { kind: 'save', changes: [] };
  },
};

/** `true` means every app: whoever says so knows of one, and wants none afterwards. */
function slotsToRemove(unlink: unknown, { account }: View): string[] {
  const slots = appsOf(account).map(({ slot }) => slot);
  if (isTrue(unlink)) return slots;
  const slot = slots.find((one) => one === unlink);
  if (slot === undefined) throw new ValidationError({ message: m.totpMissing() });
  return [slot];
}

function enrolment(body: Fields, view: View<TotpDraft>): TotpSubmission['does'] {
  const isEnrolled = appsOf(view.account).length > 0;
  // Kratos answers so whatever the code is.
  if (isEnrolled && knowsOneApp(view)) return { kind: 'nothing' };
  const code = body['totp_code'];
  if (!isSet(code)) {
    if (isTrue(body['totp_add']) && isEnrolled) return appsOf(view.account).length < MOST_APPS ? { kind: 'show' } : tooMany();
    // A secret of the client's making is never taken: it is answered with ours.
    if (isSet(body['totp_secret']) && !isEnrolled) return { kind: 'show' };
  }
  if (isEnrolled && view.draft === undefined) throw new ValidationError({ message: m.totpExists() });
  if (!isSet(code)) throw required('totp_code');
  if (typeof code !== 'string') throw wrong();
  const name = (textField(body, 'totp_display_name') ?? '').trim();
  if ([...name].length > MOST_NAME) throw new ValidationError({ field: 'totp_display_name', message: m.validationMaxLength({ max_length: MOST_NAME, actual_length: [...name].length }) });
  return { kind: 'enrol', code: asDigits(code), name };
}

const wrong = (): ValidationError => new ValidationError({ field: 'totp_code', message: m.totpInvalid() });
const tooMany = (): never => {
  throw new ValidationError({ message: m.totpTooMany({ most: MOST_APPS }) });
};

function enrol(turn: Turn<TotpSubmission, TotpDraft>, { code, name }: { code: string; name: string }): Outcome<TotpDraft> {
  const { draft, account, now, sealer } = turn;
  if (appsOf(account).length >= MOST_APPS) return tooMany();
  const judgement = draft ? judge(draft.secret, code, now) : { kind: 'wrong' as const };
  if (draft === undefined || judgement.kind !== 'right') throw wrong();
  // With Kratos the code that enrols signs in once more.
  const lastStep = knowsOneApp(turn) ? 0 : judgement.step;
  const credential = newApp(draft.secret, { displayName: knowsOneApp(turn) ? '' : name, lastStep, identifiers: [account.identity.id] }, sealer);
  return {
    kind: 'save',
    changes: [{ type: 'setCredential', credential }],
    authentication: { method: 'totp', aal: 'aal2' },
    draft: null,
    ...(appsOf(account).length === 0 ? { issue: 'lookup_secret' } : {}),
  };
}
