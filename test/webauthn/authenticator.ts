import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { Json } from '../support/clients.ts';

/** What a key says of itself in the flags of its data (WebAuthn §6.1). */
export const UP = 0x01;
export const UV = 0x04;
export const BE = 0x08;
export const BS = 0x10;
const AT = 0x40;

export const ORIGIN = 'http://localhost:4455';

/** Everything an answer is made of; a test changes one thing and the rest is made to fit. */
export interface Parts {
  id: string;
  rawId: string;
  type: string;
  /** What `clientDataJSON` holds. */
  client: Record<string, unknown>;
  rpId: string;
  flags: number;
  counter: number;
  aaguid: Buffer;
  credentialId: Buffer;
  alg: number;
  fmt: string;
  statement: Map<string, Cbor>;
  trailing: Buffer;
  transports: unknown;
  userHandle: string | undefined;
  signer: KeyObject;
}

type Cbor = number | string | Buffer | Map<number | string, Cbor>;

const b64u = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const sha256 = (text: string | Buffer): Buffer => createHash('sha256').update(text).digest();

function head(major: number, n: number): Buffer {
  if (n < 24) return Buffer.from([(major << 5) | n]);
  if (n < 256) return Buffer.from([(major << 5) | 24, n]);
  return Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
}

export function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([k, v]) => [cbor(k), cbor(v)])]);
}

interface Held {
  readonly id: Buffer;
  readonly privateKey: KeyObject;
  readonly rpId: string;
  readonly userHandle: string;
}

/** A security key in software: ES256, no attestation. What it makes can be altered part by part before it is signed. */
export class Authenticator {
  readonly held: Held[] = [];
  readonly #flags: number;
  readonly #aaguid: Buffer;
  readonly #origin: string;
  counter = 0;

  constructor({ flags = UP | UV, aaguid = Buffer.alloc(16), origin = ORIGIN }: { flags?: number; aaguid?: Buffer; origin?: string } = {}) {
    this.#flags = flags;
    this.#aaguid = aaguid;
    this.#origin = origin;
  }

  /** The id of the newest key, as the wire names it when it is to be removed. */
  get hex(): string {
    return this.newest.id.toString('hex');
  }
  get newest(): Held {
    const held = this.held.at(-1);
    if (held === undefined) throw new Error('this authenticator holds no key yet');
    return held;
  }

  /** @param options of a form, in JSON. @param again makes its newest key a second time, as a careless authenticator would */
  create(options: Json, alter: (parts: Parts) => void = () => {}, again = false): string {
    const privateKey = again ? this.newest.privateKey : generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const id = again ? this.newest.id : randomBytes(32);
    const parts = this.#parts(id, privateKey, 'webauthn.create', options.challenge, options.rp.id, undefined);
    parts.flags |= AT;
    alter(parts);
    if (!again) this.held.push({ id, privateKey, rpId: options.rp.id, userHandle: options.user.id });
    const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
    const cose = cbor(
      new Map<number, Cbor>([
        [1, 2],
        [3, parts.alg],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ]),
    );
    const length = Buffer.from([parts.credentialId.length >> 8, parts.credentialId.length & 255]);
    const attested = parts.flags & AT ? [parts.aaguid, length, parts.credentialId, cose] : [];
    const authData = Buffer.concat([dataOf(parts), ...attested, parts.trailing]);
    return JSON.stringify({
      id: parts.id,
      rawId: parts.rawId,
      type: parts.type,
      clientExtensionResults: {},
      response: {
        clientDataJSON: b64u(Buffer.from(JSON.stringify(parts.client))),
        attestationObject: b64u(
          cbor(
            new Map<string, Cbor>([
              ['fmt', parts.fmt],
              ['attStmt', parts.statement],
              ['authData', authData],
            ]),
          ),
        ),
        transports: parts.transports,
      },
    });
  }

  get(options: Json, alter: (parts: Parts) => void = () => {}): string {
    const allowed: string[] | undefined = options.allowCredentials?.map((c: Json) => c.id);
    const held = this.held.findLast((one) => !allowed?.length || allowed.includes(b64u(one.id)));
    if (held === undefined) throw new Error('no key here fits');
    this.counter += 1;
    const parts = this.#parts(held.id, held.privateKey, 'webauthn.get', options.challenge, held.rpId, held.userHandle);
    alter(parts);
    const authData = Buffer.concat([dataOf(parts), parts.trailing]);
    const clientDataJSON = Buffer.from(JSON.stringify(parts.client));
    const signature = sign('sha256', Buffer.concat([authData, sha256(clientDataJSON)]), parts.signer);
    return JSON.stringify({
      id: parts.id,
      rawId: parts.rawId,
      type: parts.type,
      clientExtensionResults: {},
      response: { authenticatorData: b64u(authData), clientDataJSON: b64u(clientDataJSON), signature: b64u(signature), ...(parts.userHandle === undefined ? {} : { userHandle: parts.userHandle }) },
    });
  }

  #parts(id: Buffer, signer: KeyObject, type: string, challenge: string, rpId: string, userHandle: string | undefined): Parts {
    return {
      id: b64u(id),
      rawId: b64u(id),
      type: 'public-key',
      client: { type, challenge, origin: this.#origin, crossOrigin: false },
      rpId,
      flags: this.#flags,
      counter: this.counter,
      aaguid: this.#aaguid,
      credentialId: id,
      alg: -7,
      fmt: 'none',
      statement: new Map(),
      trailing: Buffer.alloc(0),
      transports: ['usb'],
      userHandle,
      signer,
    };
  }
}

/** The part that every answer has: domain, flags, counter. */
function dataOf({ rpId, flags, counter }: Parts): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([sha256(rpId), Buffer.from([flags]), count]);
}
