import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import jsqr from 'jsqr';
import { newSecret } from '../../src/methods/totp/code.ts';
import { invitationOf } from '../../src/methods/totp/invitation.ts';

interface Read {
  readonly issuer: string;
  readonly account: string;
  readonly secret: string;
}

/** Three ways in which apps take such a link apart. They disagree about plus signs, and about what separates issuer and account. */
const APPS: Readonly<Record<string, (uri: string) => Read>> = {
  'with a form decoder, where + is a space'(uri) {
    const { pathname, searchParams } = new URL(uri.replace('otpauth://totp/', 'https://app/'));
    const label = decodeURIComponent(pathname.slice(1));
    return { issuer: searchParams.get('issuer') ?? '', account: label.slice(label.indexOf(':') + 1).trim(), secret: searchParams.get('secret') ?? '' };
  },
  'with a URL decoder, where + is a plus'(uri) {
    const [, label = '', query = ''] = /^otpauth:\/\/totp\/([^?]*)\?(.*)$/.exec(uri) ?? [];
    const values = new Map(query.split('&').map((pair) => pair.split('=', 2).map(decodeURIComponent) as [string, string]));
    return { issuer: values.get('issuer') ?? '', account: decodeURIComponent(label.slice(label.indexOf(':') + 1)), secret: values.get('secret') ?? '' };
  },
  'by the label alone, with the issuer before the first colon'(uri) {
    const [, label = '', query = ''] = /^otpauth:\/\/totp\/([^?]+)\?(\S+)$/.exec(uri) ?? [];
    const [issuer = '', ...account] = label.split(/:|%3A/i);
    return { issuer: decodeURIComponent(issuer), account: decodeURIComponent(account.join('%3A')), secret: /(?:^|&)secret=([A-Z2-7]+)/.exec(query)?.[1] ?? '' };
  },
};

/** The pixels of a PNG as we write it: one bit each, rows unfiltered or the same as above. */
function pixelsOf(image: string): { data: Uint8ClampedArray; size: number } {
  const png = Buffer.from(image.replace('data:image/png;base64,', ''), 'base64');
  assert.equal(png.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
  const size = png.readUInt32BE(16);
  assert.equal(png.readUInt32BE(20), size);
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const rows = inflateSync(Buffer.concat(parts));
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  const stride = 1 + size / 8;
  for (let y = 0; y < size; y += 1) {
    const from = rows.subarray(y * stride);
    if (from[0] === 2) for (let x = 1; x < stride; x += 1) rows[y * stride + x] = (rows[(y - 1) * stride + x] ?? 0) ^ (from[x] ?? 0);
    for (let x = 0; x < size; x += 1) if (((from[1 + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) === 0) data.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3);
  }
  return { data, size };
}

const read = (image: string): string | undefined => {
  const { data, size } = pixelsOf(image);
  // biome-ignore lint/suspicious/noExplicitAny: its types are for a bundler's view of a CommonJS module.
  return (jsqr as any).default?.(data, size, size)?.data ?? (jsqr as any)(data, size, size)?.data;
};

const ISSUERS = ['127.0.0.1', 'Zelos', 'Café Müller & Söhne', 'a+b = 100 %', 'Ümläut Bank'];
const ACCOUNTS = ['ann@example.org', 'ann+work@example.org', 'Ann Example', 'ann%40&secret=AAAA@example.org', '49 30 901820'];

describe('what an authenticator app is told', () => {
  for (const [how, parse] of Object.entries(APPS)) {
    test(`is understood ${how}`, () => {
      for (const issuer of ISSUERS)
        for (const account of ACCOUNTS) {
          const secret = newSecret();
          assert.deepEqual(parse(invitationOf(secret, { issuer, account }).uri), { issuer, account, secret });
        }
    });
  }

  test('never has a plus sign, and names algorithm, digits and period', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (issuer, account) => {
        const { uri } = invitationOf(newSecret(), { issuer: issuer, account });
        assert.ok(!uri.includes('+') && !uri.includes(' '), uri);
        assert.match(uri, /&algorithm=SHA1&digits=6&period=30$/);
      }),
    );
  });

  test('is in the QR code word for word, for accounts of any length', () => {
    for (const account of [...ACCOUNTS, `${'long'.repeat(20)}@example.org`, `${'x'.repeat(64)}@${'y'.repeat(200)}.example`]) {
      const { uri, image } = invitationOf(newSecret(), { issuer: 'Café Müller', account });
      assert.equal(read(image), uri);
    }
  });

  test('can be read however long, strange or broken the names are', () => {
    for (const name of ['x'.repeat(100_000), '界'.repeat(5000), '😀'.repeat(3000), '\ud800', 'a\udfffb'])
      for (const about of [
        { issuer: 'Zelos', account: name },
        { issuer: name, account: 'ann@example.org' },
        { issuer: name, account: name },
      ]) {
        const { uri, image } = invitationOf(newSecret(), about);
        assert.equal(read(image), uri);
      }
  });

  test('is an image of 256 pixels, of black and white, in less than 1.5 kB', () => {
    const { image } = invitationOf(newSecret(), { issuer: '127.0.0.1', account: 'ann@example.org' });
    assert.equal(pixelsOf(image).size, 256);
    assert.ok(image.length < 1500, `${image.length} characters`);
  });

  test('is the same for the same secret, and another for another', () => {
    const about = { issuer: 'Zelos', account: 'ann@example.org' };
    const secret = newSecret();
    assert.deepEqual(invitationOf(secret, about), invitationOf(secret, about));
    assert.notEqual(invitationOf(newSecret(), about).image, invitationOf(secret, about).image);
    assert.notEqual(invitationOf(secret, { ...about, account: 'bob@example.org' }).uri, invitationOf(secret, about).uri);
  });
});
