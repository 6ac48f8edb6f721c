import { readFile, stat } from 'node:fs/promises';
import { localPath } from '../config/local-path.ts';
import { NoAnswer, type Outgoing } from './outgoing.ts';

/** Nobody writes a larger one by hand, and it is read at every start. */
const MAX_BYTES = 1024 * 1024;
const TIMEOUT = 10_000;
const REDIRECTS = 5;

/**
 * The text that a configuration names by address: `file://`, `http(s)://`, `base64://`, or a JSON object itself.
 * @throws Error that says what is wrong, without the name of what was wanted (the caller has it)
 */
export async function readDocument(url: string, outgoing: Outgoing): Promise<string> {
  if (url.trimStart().startsWith('{')) return within(url);
  const scheme = /^([a-z0-9+.-]+):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === 'base64') return within(Buffer.from(url.slice('base64://'.length), 'base64').toString('utf8'));
  if (scheme === 'file') return readLocal(url);
  if (scheme === 'http' || scheme === 'https') return fetchText(url, outgoing);
  throw new Error(`its url ${JSON.stringify(url)} is none of file://, http://, https:// and base64://`);
}

async function readLocal(url: string): Promise<string> {
  const path = localPath(url);
  if ((await stat(path)).size > MAX_BYTES) throw tooLarge();
  return readFile(path, 'utf8');
}

async function fetchText(url: string, outgoing: Outgoing): Promise<string> {
  const answer = await outgoing.fetch(url, { timeout: TIMEOUT, maxBytes: MAX_BYTES, redirects: REDIRECTS }).catch((error: unknown) => {
    if (error instanceof NoAnswer && error.why === 'large') throw tooLarge();
    throw new Error(`it could not be fetched from ${url}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  });
  if (answer.status < 200 || answer.status > 299) throw new Error(`it could not be fetched from ${url}: status ${answer.status}`);
  return answer.text;
}

function within(text: string): string {
  if (Buffer.byteLength(text) > MAX_BYTES) throw tooLarge();
  return text;
}

const tooLarge = (): Error => new Error(`it is larger than ${MAX_BYTES} bytes`);
