import type { FormIssue } from '../../errors.ts';
import type { Account, Credential, Traits } from '../../identity/identity.ts';
import { m } from '../../messages/catalogue.ts';
import type { RegistrationEngine, RegistrationFlow } from './context.ts';
import { schemaOf } from './render.ts';

/** What a form says when one of its names or addresses is somebody's: with `login_hints`, how that person signs in. */
export async function takenIssue(engine: RegistrationEngine, flow: RegistrationFlow, traits: Traits): Promise<FormIssue> {
  const { config } = engine.core;
  if (!config.selfservice.flows.registration.login_hints || config.security.account_enumeration.mitigate) return { message: m.duplicateCredentials() };
  const found = await holderOf(engine, flow, traits);
  const credentials = (found?.account.credentials ?? []).filter(({ type }) => config.selfservice.methods[type].enabled);
  const types = [...new Set(credentials.filter(isFirst).map(({ type }) => type))].sort();
  const providers = credentials.flatMap(({ type, config: { provider } }) => (type === 'oidc' && typeof provider === 'string' ? [provider] : []));
  if (found === undefined || types.length === 0) return { message: m.duplicateCredentials() };
  return { message: m.duplicateWithHints({ available_credential_types: types, available_oidc_providers: [...new Set(providers)].sort(), credential_identifier_hint: found.name }) };
}

/** What a person can begin a sign-in with, of what the wire names here. */
const isFirst = ({ type, config }: Credential): boolean =>
  (type === 'password' && (config['hashed_password'] !== undefined || config['use_password_migration_hook'] === true)) ||
  type === 'oidc' ||
  type === 'passkey' ||
  (type === 'webauthn' && config['is_passwordless'] === true);

/** Whose a name or an address among the traits is, and which. */
async function holderOf(engine: RegistrationEngine, flow: RegistrationFlow, traits: Traits): Promise<{ readonly account: Account; readonly name: string } | undefined> {
  const { accounts } = engine.core;
  const { login, verifiable, recovery } = schemaOf(engine, flow).identifiers(traits);
  const tries = [
    ...[...new Set(Object.values(login).flat())].map((name) => ({ name, find: () => accounts.byIdentifier(name) })),
    ...verifiable.map(({ via, value }) => ({ name: value, find: () => accounts.byAddress('verify', via, value) })),
    ...recovery.map(({ via, value }) => ({ name: value, find: () => accounts.byAddress('recover', via, value) })),
  ];
  for (const { name, find } of tries) {
    const account = await find();
    if (account !== undefined) return { account, name };
  }
  return undefined;
}
