import { createHash } from 'node:crypto';
import type { Run } from '../run.ts';
import { type ArrayValue, described, force } from '../value.ts';
import { type Definition, type Library, native } from './native.ts';

const digest = (algorithm: string): Definition =>
  native('s: string', (run, s) => {
    run.read(s.length);
    return createHash(algorithm).update(s.toWellFormed(), 'utf8').digest('hex');
  });

function bytesOf(run: Run, array: ArrayValue): Buffer {
  run.reserve(array.length);
  return Buffer.from(
    array.map((cell) => {
      const value = force(cell);
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 255)
        throw run.error(`a byte must be a whole number from 0 to 255, got ${typeof value === 'number' ? value : described(value)}`);
      return value;
    }),
  );
}

function counted(run: Run, bytes: Uint8Array): ArrayValue {
  run.allocate(16 + 8 * bytes.length);
  run.step(bytes.length / 8);
  return [...bytes];
}

function fromBase64(run: Run, text: string): Buffer {
  run.reserve(text.length);
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw run.error('the string is not base64, padded to a multiple of four characters');
  return Buffer.from(text, 'base64');
}

export const encoding: Library = {
  base64: native('input: string|array', (run, input) => {
    if (typeof input !== 'string') return run.made(bytesOf(run, input).toString('base64'));
    if (/[^\u0000-\u00ff]/.test(input)) throw run.error('std.base64: the characters of `input` must be below code point 256; see std.encodeUTF8');
    return run.made(Buffer.from(input, 'utf8').toString('base64'));
  }),
  base64DecodeBytes: native('str: string', (run, str) => counted(run, fromBase64(run, str))),
  base64Decode: native('str: string', (run, str) => run.made(fromBase64(run, str).toString('utf8'))),
  encodeUTF8: native('str: string', (run, str) => {
    run.reserve(3 * str.length);
    return counted(run, Buffer.from(str, 'utf8'));
  }),
  decodeUTF8: native('arr: array', (run, arr) => run.made(bytesOf(run, arr).toString('utf8'))),
  md5: digest('md5'),
  sha1: digest('sha1'),
  sha256: digest('sha256'),
  sha512: digest('sha512'),
  sha3: digest('sha3-512'),
};
