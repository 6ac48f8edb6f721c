import type { Sealer } from '../../crypto/seal.ts';
import { ValidationError } from '../../errors.ts';
import { RefusedForNow } from '../../flow/refused.ts';
import { m } from '../../messages/catalogue.ts';
import { input, type Node } from '../../ui/nodes.ts';
import { type Circumstances, checkPassword } from './policy.ts';

/** What a form remembers after it has warned of a leaked password: which one, as a keyed hash that is good in this flow alone. */
export interface Warned {
  readonly of: string;
}

/** The field by which a person says that they want the password they were warned of. */
export const ACCEPT = 'password_breached_accept';

/** Where a form has warned, it offers the choice. */
export const choiceAfter = (draft: Warned | undefined): Node[] => (draft === undefined ? [] : [input('password', ACCEPT, 'checkbox', { label: m.labelPasswordBreachedAccept() })]);

interface Wish extends Omit<Circumstances, 'accepted'> {
  readonly flowId: string;
  readonly sealer: Sealer;
  readonly draft: Warned | undefined;
  /** What was sent in the field. */
  readonly accepts: boolean;
}

/** @throws ValidationError with what is wrong with a new password; a mere warning becomes the draft, so that the same password is taken next time */
export async function requireGood(password: string, { flowId, sealer, draft, accepts, ...circumstances }: Wish): Promise<void> {
  const purpose = `password-warned:${flowId}`;
  const composed = password.normalize('NFC');
  const accepted = accepts && draft !== undefined && sealer.verify(purpose, composed, draft.of);
  const issues = await checkPassword(password, { ...circumstances, accepted });
  if (issues.length === 0) return;
  if (issues.some(({ message }) => message.id === m.passwordBreachedWarning.id)) throw new RefusedForNow<Warned>({ of: sealer.sign(purpose, composed) }, ...issues);
  throw new ValidationError(...issues);
}
