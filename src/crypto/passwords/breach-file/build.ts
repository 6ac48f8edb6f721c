import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { writeBlock } from './block.ts';
import { BLOCK_ENTRIES, HEADER_BYTES, writeHeader, writeRecord } from './format.ts';
import { readLines } from './lines.ts';

export interface Built {
  /** Lines that were read, and hashes that are in the file. */
  readonly lines: number;
  readonly entries: number;
  /** Size of the file. */
  readonly bytes: number;
}

/** Written at once. */
const CHUNK = 1024 * 1024;

/**
 * Makes a file of a sorted list of SHA-1 sums (lines.ts), which may be longer than memory. It takes its place when it is whole.
 * @throws Error that names the line it could not read
 */
export async function buildBreachFile(list: AsyncIterable<Uint8Array>, path: string, maxBreaches: number): Promise<Built> {
  const partial = `${path}.partial`;
  const file = await open(partial, 'w');
  try {
    const built = await write(file, list, maxBreaches);
    await file.sync();
    await file.close();
    await rename(partial, path);
    return built;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

async function write(file: FileHandle, list: AsyncIterable<Uint8Array>, maxBreaches: number): Promise<Built> {
  const blocks = collected();
  const index = collected();
  let indexAt = HEADER_BYTES;
  let entries = 0;
  let block: number[] = [];
  const endBlock = (): void => {
    const bytes = writeBlock(block);
    index.add(writeRecord(block[0] ?? 0, indexAt, bytes));
    blocks.add(bytes);
    indexAt += bytes.length;
    entries += block.length;
    block = [];
  };
  const lines = readLines(maxBreaches, (value) => {
    if (block.push(value) === BLOCK_ENTRIES) endBlock();
  });

  let at = HEADER_BYTES;
  const flush = async (chunks: readonly Buffer[]): Promise<void> => {
    for (const chunk of chunks) at += await writeAll(file, chunk, at);
  };
  for await (const piece of list) {
    lines.take(piece);
    await flush(blocks.full());
  }
  lines.end();
  if (block.length > 0) endBlock();
  await flush(blocks.rest());
  await flush(index.rest());
  await writeAll(file, writeHeader({ maxBreaches, entries, blocks: Math.ceil(entries / BLOCK_ENTRIES), indexAt }), 0);
  return { lines: lines.count, entries, bytes: at };
}

/** Small pieces in large ones: an object for each of millions of blocks would cost many times what it holds. */
function collected(): { add(bytes: Buffer): void; full(): Buffer[]; rest(): Buffer[] } {
  const chunks: Buffer[] = [];
  let chunk = Buffer.allocUnsafe(CHUNK);
  let filled = 0;
  return {
    add(bytes) {
      const copied = bytes.copy(chunk, filled);
      filled += copied;
      if (filled < CHUNK) return;
      chunks.push(chunk);
      chunk = Buffer.allocUnsafe(CHUNK);
      filled = bytes.copy(chunk, 0, copied);
    },
    full: () => chunks.splice(0),
    rest: () => [...chunks.splice(0), chunk.subarray(0, filled)],
  };
}

/** @returns how much that was */
async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<number> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  return bytes.length;
}
