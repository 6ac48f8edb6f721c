import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import { type SigningKey, signingKeyIn, signJwt } from '../crypto/jwt.ts';
import { uuid } from '../crypto/random.ts';
import { apiErrors } from '../errors.ts';
import type { Identity } from '../identity/identity.ts';
import { isObject } from '../json.ts';
import { compile, JsonnetError, type Program } from '../jsonnet/jsonnet.ts';
import type { Log } from '../log.ts';
import { readDocument } from '../outgoing/document.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import type { Session } from './session.ts';

type Template = Config['session']['whoami']['tokenizer']['templates'][string];

/** Sessions as JSON Web Tokens, for those who cannot ask whoami. */
export interface Tokenizer {
  /** @param wire the session as whoami shows it @throws ApiError if there is no such template, or it makes no claims of this session */
  tokenize(template: string, session: Session, identity: Identity, wire: Readonly<Record<string, unknown>>): Promise<string>;
}

interface Needs {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly outgoing: Outgoing;
}

/** How long keys are used before they are read anew, in milliseconds: they may be changed where they are kept. */
const KEYS_LAST = 3_600_000;

/** Reads keys and mappers of all templates. @throws Error that names the template and what is wrong with it */
export async function createTokenizer({ config, clock, log, outgoing }: Needs): Promise<Tokenizer> {
  const { templates } = config.session.whoami.tokenizer;
  const ready = new Map(await Promise.all(Object.entries(templates).map(async ([name, template]) => [name, await made(name, template)] as const)));

  async function made(name: string, template: Template): Promise<{ template: Template; mapper: Program | undefined; key: () => Promise<SigningKey> }> {
    const at = (key: string): string => `session.whoami.tokenizer.templates.${name}.${key}`;
    const { claims_mapper_url: mapperUrl, jwks_url: jwksUrl } = template;
    const readKey = async (): Promise<SigningKey> => signingKeyIn(await readDocument(jwksUrl, outgoing));
    let key = await usable(at('jwks_url'), readKey);
    let readAt = clock.now();
    return {
      template,
      mapper: mapperUrl === undefined ? undefined : await usable(at('claims_mapper_url'), async () => compile(await readDocument(mapperUrl, outgoing), { name: `mapper of ${name}` })),
      async key() {
        if (clock.now() - readAt < KEYS_LAST) return key;
        readAt = clock.now();
        try {
          key = await readKey();
        } catch (error) {
          log.warn({ template: name, err: error }, 'the keys for session tokens could not be read anew: those known are used');
        }
        return key;
      },
    };
  }

  return {
    async tokenize(name, session, identity, wire) {
      const found = ready.get(name);
      if (found === undefined) throw apiErrors.badRequest('tokenize_as names no template of session.whoami.tokenizer.templates.');
      const { template, mapper, key } = found;
      const subject = template.subject_source === 'external_id' ? identity.externalId : identity.id;
      if (subject === null) throw apiErrors.badRequest('This identity has no external_id, which is the subject of these tokens.');
      const seconds = Math.floor(clock.now() / 1000);
      const claims = {
        jti: uuid(),
        iss: config.serve.public.base_url,
        // Nobody can end a token: it ends with its session at the latest.
        exp: Math.min(seconds + Math.floor(template.ttl / 1000), Math.floor(session.expiresAt / 1000)),
        sid: session.id,
        nbf: seconds,
        iat: seconds,
      };
      const mapped = mapper === undefined ? {} : claimsOf(mapper, { session: wire, claims: { ...claims, sub: subject } });
      return signJwt({ ...claims, ...mapped, sub: subject }, await key());
    },
  };
}

async function usable<T>(at: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new Error(`${at} cannot be used: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** What the mapper says under `claims`; what it does not say stays. */
function claimsOf(mapper: Program, extVars: Readonly<Record<string, unknown>>): Record<string, unknown> {
  let said: unknown;
  try {
    said = mapper.evaluate({ extVars });
  } catch (error) {
    if (error instanceof JsonnetError) throw apiErrors.badRequest('The claims mapper of this template fails for this session.', error);
    throw error;
  }
  const claims = isObject(said) ? said['claims'] : undefined;
  if (!isObject(claims)) throw apiErrors.badRequest('The claims mapper of this template gives no object "claims".');
  return claims;
}
