import { ValidationError } from '../errors.ts';
import { isObject } from '../json.ts';
import { compile, JsonnetError } from '../jsonnet/jsonnet.ts';
import { m } from '../messages/catalogue.ts';
import { readDocument } from '../outgoing/document.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import type { Claims, ProviderConfig } from './kind.ts';

/** What the claims of a person mean for their account here: `{ identity: { traits, metadata_public, metadata_admin, verified_addresses } }` of the mapper. */
export interface Mapped {
  readonly traits: Readonly<Record<string, unknown>>;
  readonly metadataPublic?: unknown;
  readonly metadataAdmin?: unknown;
  /** Addresses among the traits that the provider has confirmed. */
  readonly verified: readonly { readonly via: 'email' | 'sms'; readonly value: string }[];
}

/** @throws ValidationError that says what the mapper refuses, or that it is broken */
export type Mapper = (claims: Claims) => Mapped;

/** Reads and compiles the Jsonnet of `mapper_url`. @throws Error that names the provider */
export async function createMapper({ id, label = id, mapper_url: url }: ProviderConfig, outgoing: Outgoing): Promise<Mapper> {
  const program = await compiled(id, url, outgoing);
  return (claims) => {
    let said: unknown;
    try {
      said = program.evaluate({ extVars: { claims } });
    } catch (error) {
      if (error instanceof JsonnetError) throw new ValidationError({ message: m.providerFailed({ provider: label }) });
      throw error;
    }
    const identity = isObject(said) ? said['identity'] : undefined;
    if (!isObject(identity)) throw new ValidationError({ message: m.providerFailed({ provider: label }) });
    const { traits, metadata_public, metadata_admin, verified_addresses } = identity;
    return {
      traits: isObject(traits) ? traits : {},
      ...(metadata_public === undefined ? {} : { metadataPublic: metadata_public }),
      ...(metadata_admin === undefined ? {} : { metadataAdmin: metadata_admin }),
      verified: Array.isArray(verified_addresses) ? verified_addresses.filter(isAddress) : [],
    };
  };
}

async function compiled(id: string, url: string, outgoing: Outgoing) {
  try {
    return compile(await readDocument(url, outgoing), { name: `mapper of ${id}` });
  } catch (error) {
    throw new Error(`selfservice.methods.oidc.config.providers: the mapper_url of ${JSON.stringify(id)} cannot be used: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

const isAddress = (given: unknown): given is Mapped['verified'][number] => isObject(given) && (given['via'] === 'email' || given['via'] === 'sms') && typeof given['value'] === 'string';
