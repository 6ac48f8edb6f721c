import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isObject, type JsonObject } from './field.ts';

/** A schema larger than this is refused: nobody writes one by hand, and it would be compiled at every start. */
const MAX_BYTES = 1024 * 1024;
const TIMEOUT_MS = 10_000;

/**
 * Reads an identity schema from where the configuration says: `file://`, `http(s)://`, `base64://`, or the JSON itself.
 * @throws Error that says what is wrong, without the schema's name (the caller has it)
 */
export async function loadSchema(url: string): Promise<JsonObject> {
  const text = await readDocument(url);
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (error) {
    throw new Error(`it is not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  if (!isObject(schema)) throw new Error('it is not a JSON object');
  return schema;
}

/** The text that a configuration names by address. @throws Error as above */
export async function readDocument(url: string): Promise<string> {
  if (url.trimStart().startsWith('{')) return within(url);
  const scheme = /^([a-z0-9+.-]+):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === 'base64') return within(Buffer.from(url.slice('base64://'.length), 'base64').toString('utf8'));
  if (scheme === 'file') return readLocal(url);
  if (scheme === 'http' || scheme === 'https') return fetchText(url);
  throw new Error(`its url ${JSON.stringify(url)} is none of file://, http://, https:// and base64://`);
}

async function readLocal(url: string): Promise<string> {
  // `file://./x.json` is how kratos.yml names a file beside the working directory; as a URL its host would be a dot.
  const path = /^file:\/\/\.{1,2}\//.test(url) ? decodeURIComponent(url.slice('file://'.length)) : fileURLToPath(url);
  if ((await stat(path)).size > MAX_BYTES) throw tooLarge();
  return readFile(path, 'utf8');
}

async function fetchText(url: string): Promise<string> {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), headers: { accept: 'application/schema+json, application/json' } });
  } catch (error) {
    throw new Error(`it could not be fetched from ${url}: ${reasonOf(error)}`, { cause: error });
  }
  if (!response.ok || response.body === null) throw new Error(`it could not be fetched from ${url}: status ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > MAX_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function within(text: string): string {
  if (Buffer.byteLength(text) > MAX_BYTES) throw tooLarge();
  return text;
}

const tooLarge = (): Error => new Error(`it is larger than ${MAX_BYTES} bytes`);

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
