import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A PEM file by its path, or itself in base64. */
interface Named {
  readonly path?: string | undefined;
  readonly base64?: string | undefined;
}
export interface TlsKeys {
  readonly key: Named;
  readonly cert: Named;
}

/** What a listener needs to speak TLS: a certificate with its chain and its private key, in PEM. */
export interface Tls {
  readonly key: string;
  readonly cert: string;
}

/** What is wrong, and with which key below `tls`. */
export class TlsProblem extends Error {
  override readonly name = 'TlsProblem';
  readonly key: string;
  constructor(key: string, text: string) {
    super(text);
    this.key = key;
  }
}

/** The files as they are now. @returns undefined if TLS is not configured @throws TlsProblem if they are not there, or do not go together */
export function readTls({ key: keyFile, cert: certFile }: TlsKeys): Tls | undefined {
  const given = ({ path, base64 }: Named): boolean => path !== undefined || base64 !== undefined;
  if (!given(keyFile) && !given(certFile)) return undefined;
  const [key, cert] = [pem('key', keyFile), pem('cert', certFile)];
  const certificate = parsed('cert', certFile, () => new X509Certificate(cert), 'holds no certificate in PEM');
  const privateKey = parsed('key', keyFile, () => createPrivateKey(key), 'holds no private key in PEM that can be read without a password');
  if (!certificate.checkPrivateKey(privateKey)) throw new TlsProblem(at('key', keyFile), 'is not the key of the certificate');
  return { key, cert };
}

const at = (which: keyof TlsKeys, { path }: Named): string => `${which}.${path === undefined ? 'base64' : 'path'}`;

function pem(which: keyof TlsKeys, named: Named): string {
  const { path, base64 } = named;
  if (path !== undefined && base64 !== undefined) throw new TlsProblem(`${which}.base64`, 'cannot stand beside path');
  if (base64 !== undefined) return Buffer.from(base64, 'base64').toString('utf8');
  if (path === undefined) throw new TlsProblem(which, `is missing: a listener that speaks TLS needs ${which === 'key' ? 'the private key of its certificate' : 'a certificate for its key'}`);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'this user may not' }[(error as NodeJS.ErrnoException).code ?? ''] ?? String(error);
    throw new TlsProblem(`${which}.path`, `is ${JSON.stringify(path)}, which cannot be read: ${reason}`);
  }
}

function parsed<T extends X509Certificate | KeyObject>(which: keyof TlsKeys, named: Named, parse: () => T, problem: string): T {
  try {
    return parse();
  } catch {
    // What Node says of it may hold a part of the key.
    throw new TlsProblem(at(which, named), problem);
  }
}
