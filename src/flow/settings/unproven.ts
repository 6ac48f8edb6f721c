import type { Account, Change, Credential } from '../../identity/identity.ts';
import { isRecovered } from '../../session/assurance.ts';
import type { Person, SettingsEngine } from './engine.ts';

/**
 * Somebody may have made an account with an address that is not theirs, and wait for its owner to move in. When the owner
 * comes back through the mailbox, which nobody had proven before, and sets a way in of their own, all older ways in go.
 * Second factors stay: what a mailbox proves never lowers what an account asks for. Kratos leaves everything.
 */
export function unprovenWaysIn({ methods, core: { config } }: SettingsEngine, { account: before, session }: Person, after: Account): Change[] {
  if (config.preset === 'kratos' || !isRecovered(session) || !isFirstProof(before, session.authenticatedAt)) return [];
  const isWayIn = (credential: Credential): boolean => methods.some((method) => method.countUsable({ ...after, credentials: [credential] }, config).first > 0);
  const isOld = (credential: Credential): boolean => before.credentials.includes(credential) && credential.createdAt < session.authenticatedAt;
  const waysIn = after.credentials.filter(isWayIn);
  if (waysIn.every((credential) => before.credentials.includes(credential))) return [];
  return waysIn.filter(isOld).map(({ type, slot }) => ({ type: 'removeCredential', credentialType: type, slot }));
}

/** Whether all that was ever proven of this account is what this very recovery has proven. */
function isFirstProof({ identity: { verifiableAddresses } }: Account, recoveredAt: number): boolean {
  const proven = verifiableAddresses.filter(({ verified }) => verified);
  return proven.length > 0 && proven.every(({ verifiedAt }) => verifiedAt === recoveredAt);
}
