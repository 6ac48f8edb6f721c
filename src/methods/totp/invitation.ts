import { uriOf } from './code.ts';
import { qrImage } from './qr.ts';

/** What an app is told: as a link, and as the image of a QR code that says the same. */
export interface Invitation {
  readonly uri: string;
  readonly image: string;
}

const known = new Map<string, Invitation>();
const MOST_KNOWN = 500;

/** Every answer with the form holds it, so those of late are kept. */
export function invitationOf(secret: string, { issuer, account }: { issuer: string; account: string }): Invitation {
  const key = `${secret} ${issuer} ${account}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const uri = uriOf(secret, { issuer, account });
  const invitation = { uri, image: qrImage(uri) };
  const [oldest] = known.keys();
  if (known.size >= MOST_KNOWN && oldest !== undefined) known.delete(oldest);
  known.set(key, invitation);
  return invitation;
}
