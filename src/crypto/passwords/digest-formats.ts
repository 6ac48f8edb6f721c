import { createHmac, hash as digest } from 'node:crypto';
import { equal } from '../digest.ts';
import { bytesOf, HashRefused, malformed, type PasswordFormat } from './format.ts';

/**
 * Plain digests of old systems: far too fast to protect a password, so they are taken only to be replaced at the next
 * sign-in. Fast also means that they can be computed where they are asked for.
 */
const PLAIN = /^\$(md5|sha1|sha256|sha512)\$(?:pf=([^$]+)\$([^$]*)\$)?([^$]+)$/;

/** `pf`: base64 of a template such as `{SALT}{PASSWORD}`. */
export const plainFormat: PasswordFormat = {
  name: 'md5, sha1, sha256, sha512',
  prefix: /^\$(md5|sha1|sha256|sha512)\$/,
  read(hash) {
    const parts = PLAIN.exec(hash);
    if (!parts) throw malformed('$<md5|sha1|sha256|sha512>$pf=<template>$<salt>$<hash>');
    const [, name = '', template, saltText] = parts;
    const expected = bytesOf(parts[4]);
    const salt = template === undefined ? Buffer.alloc(0) : bytesOf(saltText);
    const pieces =
      template === undefined
        ? ['{PASSWORD}']
        : bytesOf(template)
            .toString('latin1')
            .split(/(\{SALT\}|\{PASSWORD\})/);
    if (!pieces.includes('{PASSWORD}')) throw new HashRefused('The hash has a template without {PASSWORD}.');
    return async (password) => {
      const input = Buffer.concat(pieces.map((piece) => (piece === '{PASSWORD}' ? password : piece === '{SALT}' ? salt : Buffer.from(piece, 'latin1'))));
      return equal(digest(name, input, 'buffer'), expected);
    };
  },
};

const SSHA: Readonly<Record<string, readonly [name: string, length: number]>> = { SSHA: ['sha1', 20], SSHA256: ['sha256', 32], SSHA512: ['sha512', 64] };

/** LDAP's salted digests: base64 of digest ‖ salt. */
export const sshaFormat: PasswordFormat = {
  name: '{SSHA}, {SSHA256}, {SSHA512}',
  prefix: /^\{SSHA(256|512)?\}/,
  read(hash) {
    const end = hash.indexOf('}');
    const [name, length] = SSHA[hash.slice(1, end)] ?? ['', 0];
    const bytes = bytesOf(hash.slice(end + 1));
    if (bytes.length <= length) throw malformed('{SSHA256}<base64 of hash and salt>');
    const [expected, salt] = [bytes.subarray(0, length), bytes.subarray(length)];
    return async (password) => equal(digest(name, Buffer.concat([password, salt]), 'buffer'), expected);
  },
};

const HMAC = /^\$hmac-(md5|sha1|sha224|sha256|sha384|sha512)\$([^$]+)\$([^$]+)$/;

/** RFC 2104. The hash is base64 of the digest in hexadecimal. */
export const hmacFormat: PasswordFormat = {
  name: 'hmac-md5, -sha1, -sha224, -sha256, -sha384, -sha512',
  prefix: /^\$hmac-(md5|sha\d+)\$/,
  read(hash) {
    const parts = HMAC.exec(hash);
    if (!parts) throw malformed('$hmac-<digest>$<hash>$<key>');
    const [, name = ''] = parts;
    const expected = bytesOf(parts[2]).toString('latin1').toLowerCase();
    const key = bytesOf(parts[3]);
    return async (password) => equal(createHmac(name, key).update(password).digest('hex'), expected);
  },
};
