import { generateKeyPairSync } from 'node:crypto';
import { BE, BS, type Parts, UP } from './authenticator.ts';

/** One thing each that is wrong with an otherwise right answer: what a browser would never send, or a thief might. */
export type Alterations = Readonly<Record<string, (parts: Parts) => void>>;

const both: Alterations = {
  'a changed id': (p) => void (p.id = p.rawId = `${p.id.slice(0, -1)}${p.id.endsWith('A') ? 'E' : 'A'}`),
  'an id that is not its raw id': (p) => void (p.rawId = 'AAAA'),
  'an empty id': (p) => void (p.id = p.rawId = ''),
  'an id with padding': (p) => void (p.id = p.rawId = `${p.id}=`),
  'another type': (p) => void (p.type = 'password'),
  'a challenge of nobody’s': (p) => void (p.client['challenge'] = 'A'.repeat(43)),
  'no challenge': (p) => void delete p.client['challenge'],
  'a foreign origin': (p) => void (p.client['origin'] = 'http://elsewhere.test'),
  'an origin on another port': (p) => void (p.client['origin'] = 'http://localhost:4456'),
  'an origin that begins alike': (p) => void (p.client['origin'] = 'http://localhost:4455.elsewhere.test'),
  'no origin': (p) => void delete p.client['origin'],
  'a frame of another site': (p) => void (p.client['crossOrigin'] = true),
  'a top origin': (p) => void (p.client['topOrigin'] = 'http://elsewhere.test'),
  'another relying party': (p) => void (p.rpId = 'elsewhere.test'),
  'nobody present': (p) => void (p.flags &= ~UP),
  'a backup of what cannot be backed up': (p) => void (p.flags = (p.flags & ~BE) | BS),
  'bytes at the end': (p) => void (p.trailing = Buffer.from([0])),
  'extensions that are not there': (p) => void (p.flags |= 0x80),
};

export const ofRegistration: Alterations = {
  ...both,
  'the ceremony of signing in': (p) => void (p.client['type'] = 'webauthn.get'),
  'an algorithm nobody asked for': (p) => void (p.alg = -47),
  'an attestation nobody knows': (p) => void (p.fmt = 'invented'),
  'a statement where there is to be none': (p) => void p.statement.set('sig', Buffer.alloc(8)),
  'no key in the data': (p) => void (p.flags &= ~0x40),
  'another key in the data': (p) => void (p.credentialId = Buffer.alloc(32, 7)),
};

export const ofAssertion: Alterations = {
  ...both,
  'the ceremony of registering': (p) => void (p.client['type'] = 'webauthn.create'),
  'a signature of another key': (p) => void (p.signer = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
  'a handle of somebody else’s': (p) => void (p.userHandle = Buffer.alloc(16, 9).toString('base64url')),
  'a handle that is none': (p) => void (p.userHandle = '§'),
  'a key that can suddenly be backed up': (p) => void (p.flags |= BE),
};

/** What is no answer at all. */
export const NO_ANSWERS: Readonly<Record<string, string>> = {
  'no JSON': 'not json',
  'an empty object': '{}',
  'a list': '[1]',
  'a number as id': '{"id":1,"rawId":1,"type":"public-key","response":{}}',
  'no response': '{"id":"AAAA","rawId":"AAAA","type":"public-key"}',
  'a response of other types': '{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":1,"attestationObject":[],"authenticatorData":{},"signature":null}}',
  'no CBOR': '{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"AAAA","authenticatorData":"AAAA","signature":"AAAA"}}',
  'far too much': JSON.stringify({ id: 'AAAA', rawId: 'AAAA', type: 'public-key', response: { clientDataJSON: 'A'.repeat(80_000) } }),
};
