import type { Config } from '../../config/config.ts';
import type { Sealer } from '../../crypto/seal.ts';
import { ValidationError } from '../../errors.ts';
import { isSet } from '../../flow/fields.ts';
import { lifespanOf } from '../../flow/mailed.ts';
import { newProof, type Proof, proves } from '../../flow/mailed-proof.ts';
import type { Fields } from '../../http/body.ts';
import { m } from '../../messages/catalogue.ts';
import type { Message } from '../../messages/message.ts';
import { input, type Node, submit } from '../../ui/nodes.ts';

/** A code that was sent, as the flow keeps it. */
export interface SentCode {
  /** What was typed or chosen: shown and sent along again. */
  readonly to: string;
  /** Undefined: nobody has this address, and no code will be right. */
  readonly identityId?: string;
  /** What it shows to be theirs, as it stands in the account. */
  readonly address?: string;
  readonly proof: Proof;
  /** Wrong codes so far in this flow, also for codes sent before. */
  readonly wrong: number;
}

interface Turn {
  readonly config: Config;
  readonly flowId: string;
  readonly now: number;
  readonly sealer: Sealer;
  readonly draft: SentCode | undefined;
}

export function sendCode({ config, flowId, now, sealer, draft }: Turn, to: Omit<SentCode, 'proof' | 'wrong'>): { readonly secret: string; readonly draft: SentCode } {
  const { secret, proof } = newProof('code', flowId, now + lifespanOf('code', config), sealer);
  return { secret, draft: { ...to, proof, wrong: draft?.wrong ?? 0 } };
}

/** @throws ValidationError if the code is not the one that was sent, is too old, or there were too many wrong ones */
export function requireCode({ config, flowId, now, sealer, draft }: Turn, code: string, wrong: () => Message): SentCode {
  const isLeft = (draft?.wrong ?? 0) < config.selfservice.methods.code.config.max_submissions;
  if (!isLeft) throw new ValidationError({ message: m.validationGeneric({ reason: 'There were too many wrong tries. Start again, and use the new code.' }) });
  if (draft === undefined || !proves(draft.proof, code, flowId, now, sealer)) throw new ValidationError({ message: wrong() });
  return draft;
}

/** Each refused code counts. */
export const counted = (draft: SentCode, { code }: Fields): SentCode => (isSet(code) ? { ...draft, wrong: draft.wrong + 1 } : draft);

/** The form that waits for the code. */
export const codeNodes = (label: Message): Node[] => [
  input('code', 'method', 'hidden', { value: 'code' }),
  input('code', 'code', 'text', { required: true, autocomplete: 'one-time-code', label }),
  submit('code', 'method', 'code', m.labelContinue()),
  submit('code', 'resend', 'code', m.labelResendCode()),
];
