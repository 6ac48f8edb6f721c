import { hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Log } from '../../../log.ts';
import type { Breaches } from '../breaches.ts';
import { isInBlock } from './block.ts';
import { damaged, FileRefused, firstIn, HEADER_BYTES, type Header, MOST_BLOCK_BYTES, placeIn, RECORD_BYTES, readHeader, requireWhole, valueOf } from './format.ts';

export interface BreachFile {
  readonly path: string;
  /** The configuration's `max_breaches`: the file must have been built for it. */
  readonly maxBreaches: number;
  readonly log: Log;
}

/** So many records of the index are read at once at the end of a search. */
const AT_ONCE = 256;

/**
 * A list of leaked passwords that never leaves the house. The file is opened for each question, so it may be replaced while
 * the server runs; one that cannot be read then gives no verdict. @throws Error if it cannot be used now
 */
export async function openBreachFile({ path, maxBreaches, log }: BreachFile): Promise<Breaches> {
  async function ask<T>(question: (file: FileHandle, header: Header) => Promise<T>): Promise<T> {
    const file = await open(path);
    try {
      const header = readHeader(await piece(file, 0, HEADER_BYTES), (await file.stat()).size);
      if (header.maxBreaches !== maxBreaches) throw new FileRefused(`it was built with max_breaches ${header.maxBreaches}, and the configuration has ${maxBreaches}: build it anew`);
      return await question(file, header);
    } finally {
      await file.close();
    }
  }
  try {
    await ask(async () => undefined);
  } catch (error) {
    throw new Error(`selfservice.methods.password.config.haveibeenpwned_file: ${path} cannot be used: ${(error as Error).message}`, { cause: error });
  }
  return {
    async count(password) {
      const value = valueOf(hash('sha1', password, 'hex'));
      try {
        return (await ask((file, header) => holds(file, header, value))) ? maxBreaches + 1 : 0;
      } catch (error) {
        log.warn({ path, reason: (error as Error).message }, 'the file of leaked passwords gave no answer');
        return undefined;
      }
    },
  };
}

/** @throws FileRefused if it is damaged where the value would stand, or in a place that led there */
async function holds(file: FileHandle, { blocks, indexAt }: Header, value: number): Promise<boolean> {
  const records = (from: number, to: number): Promise<Buffer> => piece(file, indexAt + from * RECORD_BYTES, (Math.min(to, blocks) - from) * RECORD_BYTES);
  // The last block that begins at or before the value is from `low` on, and before `high`.
  let low = 0;
  let high = blocks;
  while (high - low > AT_ONCE) {
    const middle = Math.floor((low + high) / 2);
    if (firstIn(await records(middle, middle + 1)) <= value) low = middle;
    else high = middle;
  }
  const some = await records(low, high + 2);
  const nth = (n: number): Buffer => some.subarray(n * RECORD_BYTES, (n + 1) * RECORD_BYTES);
  let n = high - low - 1;
  while (n >= 0 && firstIn(nth(n)) > value) n -= 1;
  // A damaged beginning leads a search astray only to its own side: so the block that begins after the value is checked, too.
  const following = nth(n + 1);
  if (following.length > 0) await blockOf(file, following, nth(n + 2), indexAt);
  if (n < 0) return false;
  return isInBlock(await blockOf(file, nth(n), following, indexAt), firstIn(nth(n)), value);
}

/** @param next the record after it; empty: it is the last. @throws FileRefused if it is damaged */
async function blockOf(file: FileHandle, record: Buffer, next: Buffer, indexAt: number): Promise<Buffer> {
  const at = placeIn(record);
  const size = (next.length === 0 ? indexAt : placeIn(next)) - at;
  if (at < HEADER_BYTES || size < 0 || size > MOST_BLOCK_BYTES) throw damaged();
  const block = await piece(file, at, size);
  requireWhole(record, block);
  return block;
}

/** @throws FileRefused if the file ends before */
async function piece(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new FileRefused('it is cut off');
    filled += bytesRead;
  }
  return buffer;
}
