import { hasHookAfter } from '../../config/hook-lists.ts';
import { uuid } from '../../crypto/random.ts';
import { Duplicate, type Write } from '../../db/database.ts';
import { ValidationError } from '../../errors.ts';
import { ask } from '../../hooks/asked.ts';
import { consequencesOf } from '../../hooks/consequences.ts';
import { NOTHING } from '../../hooks/edit.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import { type Applied, newIdentity } from '../../identity/changes.ts';
import type { Traits } from '../../identity/identity.ts';
import { identityToWire } from '../../identity/wire.ts';
import { normaliseAddress } from '../../schema/normalise.ts';
import { sessionToWire } from '../../session/wire.ts';
import { afterUrl } from '../after.ts';
import { emptyForm } from '../flow.ts';
import type { Happening } from '../happening.ts';
import { firstStatus } from '../new-addresses.ts';
import { updateFlow } from '../store.ts';
import { handOut } from '../token-exchange.ts';
import { COMPLETED, type RegistrationEngine, type RegistrationFlow, type Submit } from './context.ts';
import type { AnyRegistrationMethod, RegistrationOutcome } from './method.ts';
import { schemaOf } from './render.ts';
import { takenIssue } from './taken.ts';

/** Makes the account, and signs its person in if the configuration says so: in one transaction, or not at all. */
export async function register(
  { engine, exchange, flow, json: asJson, arrives = false, transientPayload }: Submit,
  method: AnyRegistrationMethod,
  traits: Traits,
  { credentials, authentication, identityId, verified = [], metadataPublic, metadataAdmin }: RegistrationOutcome,
): Promise<Answer> {
  const { core } = engine;
  const target = afterUrl(flow, method.id, core.config);
  const now = core.clock.now();
  const proven = verified.map(({ via, value }) => ({ via, value: normaliseAddress(via, value), verified: true, status: 'completed' as const, verifiedAt: now }));
  const apply = ({ changes, edit } = NOTHING): Applied =>
    newIdentity(
      {
        credentials,
        id: identityId ?? idFor(exchange),
        ...(metadataPublic === undefined ? {} : { metadataPublic }),
        ...(metadataAdmin === undefined ? {} : { metadataAdmin }),
        ...edit,
        traits: changes.reduce((all, change) => (change.type === 'setTraits' ? change.traits : all), traits),
        addresses: [...(edit.addresses ?? []), ...proven],
      },
      { schema: schemaOf(engine, flow), now, usable: core.usable, firstStatus: firstStatus(core.config) },
    );
  const decided = apply();
  const signsIn = hasHookAfter(core.config, 'registration', method.id, 'session');
  const begins = ({ account: { identity } }: Applied) => (signsIn && identity.state === 'active' ? core.sessions.begin({ identity, proven: authentication, exchange }) : undefined);
  const happening: Omit<Happening, 'session'> = { flow, method: method.id, before: undefined, after: decided.account, exchange, transientPayload };
  // Nobody is signed in while hooks are asked.
  const made = await ask(core, { ...happening, session: undefined }, decided, apply);
  const { account, writes } = made;
  const begun = begins(made);
  const followed = consequencesOf(core, { ...happening, after: account, session: begun?.session });
  // The flow first: a double click meets it used up before it meets its own names taken.
  const completed = updateFlow({ ...flow, state: COMPLETED, form: emptyForm, draft: {}, context: { ...flow.context, typed: {} } }, core.sealer);
  const codes = flow.context.exchange;
  const handedOut = arrives && flow.type === 'api' && codes && begun ? handOut(codes, begun, target, core) : undefined;
  await written(engine, flow, [completed, ...writes, ...(handedOut?.writes ?? []), ...followed.writes, ...(begun?.writes ?? [])], account.identity.traits);

  const identity = identityToWire(account.identity, core.config);
  const session = begun && sessionToWire(begun.session, core.clock.now(), { identity, devices: true });
  if (arrives && flow.type === 'api') return seeOther(handedOut?.to ?? target);
  if (flow.type === 'api') {
    const continueWith = [...(begun ? [{ action: 'set_ory_session_token', ory_session_token: begun.token }] : []), ...followed.continueWith];
    return json({ ...(begun ? { session_token: begun.token, session } : {}), identity, continue_with: continueWith.length > 0 ? continueWith : null });
  }
  if (begun) core.sessions.carry(exchange, begun);
  else exchange.csrf.rotate();
  if (!asJson) return seeOther(followed.page ?? target);
  return json({ ...(begun ? { session } : {}), identity, continue_with: [...followed.continueWith, { action: 'redirect_browser_to', redirect_browser_to: target }] });
}

/** The same for one request, however often it decides anew: hooks have been told of it by then. */
function idFor(exchange: Exchange): string {
  const id = ids.get(exchange) ?? uuid();
  ids.set(exchange, id);
  return id;
}
const ids = new WeakMap<Exchange, string>();

/** @throws ValidationError if a name or address is somebody's */
async function written(engine: RegistrationEngine, flow: RegistrationFlow, writes: readonly Write[], traits: Traits): Promise<void> {
  try {
    await engine.core.db.write(writes);
  } catch (error) {
    if (error instanceof Duplicate) throw new ValidationError(await takenIssue(engine, flow, traits));
    throw error;
  }
}
