import { crc32 } from 'node:zlib';

/**
 * A file of leaked passwords: of each SHA-1 the first 44 bits, sorted, in blocks of 128. In a block stand the differences
 * between neighbours, Rice-coded with a parameter of the block's own: 16.6 bits for each of a thousand million hashes, where
 * cutting them to 44 bits tells a password that has not leaked from one that has in all but one of 17,600 cases.
 *
 *     header (64 bytes) | blocks | index: for each block its first value, where it begins, and a checksum
 *
 * So a look-up reads some 20 pieces of the file and holds none of it, and building reads a sorted list once from front to back.
 */
export const VALUE_BITS = 44;
export const BLOCK_ENTRIES = 128;
export const HEADER_BYTES = 64;
export const RECORD_BYTES = 16;
/** 128 values in their most expensive spelling: 44 bits for a remainder, and twice their number for all quotients together. */
export const MOST_BLOCK_BYTES = 2 + BLOCK_ENTRIES * 6 + BLOCK_ENTRIES;

const MAGIC = Buffer.from('ZLSLEAKS');
const VERSION = 1;
const HEX_DIGITS = VALUE_BITS / 4;

export interface Header {
  /** Passwords that have leaked no more often than this are not in the file. */
  readonly maxBreaches: number;
  readonly entries: number;
  readonly blocks: number;
  /** Where the index begins, in bytes from the start. */
  readonly indexAt: number;
}

/** The file does not hold what it should; the message says why. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
}

export const damaged = (): FileRefused => new FileRefused('it is damaged: build it anew');

export const valueOf = (sha1: string): number => Number.parseInt(sha1.slice(0, HEX_DIGITS), 16);

export function writeHeader({ maxBreaches, entries, blocks, indexAt }: Header): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(bytes);
  bytes.writeUInt32LE(VERSION, 8);
  bytes.writeUInt32LE(maxBreaches, 12);
  bytes.writeUIntLE(entries, 16, 6);
  bytes.writeUIntLE(blocks, 22, 6);
  bytes.writeUIntLE(indexAt, 28, 6);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, HEADER_BYTES - 4)), HEADER_BYTES - 4);
  return bytes;
}

/** @param size of the whole file. @throws FileRefused */
export function readHeader(bytes: Buffer, size: number): Header {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new FileRefused('it was not made by `zelos breaches build`');
  if (bytes.length < HEADER_BYTES || crc32(bytes.subarray(0, HEADER_BYTES - 4)) !== bytes.readUInt32LE(HEADER_BYTES - 4)) throw new FileRefused('its beginning is damaged');
  const version = bytes.readUInt32LE(8);
  if (version !== VERSION) throw new FileRefused(`it is of version ${version}, and this server reads ${VERSION}: build it anew`);
  const header: Header = { maxBreaches: bytes.readUInt32LE(12), entries: bytes.readUIntLE(16, 6), blocks: bytes.readUIntLE(22, 6), indexAt: bytes.readUIntLE(28, 6) };
  const expected = header.indexAt + header.blocks * RECORD_BYTES;
  if (size !== expected) throw new FileRefused(`it has ${size} bytes, and should have ${expected}: it is cut off, or still being written`);
  return header;
}

/** Over the block and what the index says of it, so that neither can be damaged unnoticed. */
const checksumOf = (record: Buffer, block: Buffer): number => crc32(block, crc32(record.subarray(0, 12)));

export function writeRecord(first: number, at: number, block: Buffer): Buffer {
  const record = Buffer.alloc(RECORD_BYTES);
  record.writeUIntLE(first, 0, 6);
  record.writeUIntLE(at, 6, 6);
  record.writeUInt32LE(checksumOf(record, block), 12);
  return record;
}

export const firstIn = (record: Buffer): number => record.readUIntLE(0, 6);
export const placeIn = (record: Buffer): number => record.readUIntLE(6, 6);

/** @throws FileRefused */
export function requireWhole(record: Buffer, block: Buffer): void {
  if (checksumOf(record, block) !== record.readUInt32LE(12)) throw damaged();
}
