import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isPrivate } from '../../src/outgoing/private-ranges.ts';

const PRIVATE = {
  'this network': ['0.0.0.0', '0.255.255.255'],
  private: ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
  'carrier-grade NAT': ['100.64.0.0', '100.127.255.255'],
  loopback: ['127.0.0.1', '127.255.255.255', '::1'],
  'link-local, with the metadata of clouds': ['169.254.0.0', '169.254.169.254', '169.254.255.255', 'fe80::1', 'fe80::1%eth0', 'febf:ffff::1'],
  'protocol assignments': ['192.0.0.0', '192.0.0.170', '2001::1', '2001:1ff:ffff::'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.255', '2001:db8::1', '3fff::1', '3fff:fff::1'],
  benchmarks: ['198.18.0.0', '198.19.255.255'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  'reserved, and broadcast': ['240.0.0.0', '255.255.255.255', '4000::1', '1::1', '5f00::1'],
  unspecified: ['0.0.0.0', '::'],
  'unique local': ['fc00::1', 'fd00::1', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  'site-local, of old': ['fec0::1'],
  'discarded (RFC 6666)': ['100::1'],
  'IPv4 mapped into IPv6': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::FFFF:10.0.0.1', '0:0:0:0:0:ffff:a9fe:a9fe', '::ffff:0:0', '::ffff:0.0.0.1'],
  'IPv4 translated, and compatible': ['::ffff:0:127.0.0.1', '::127.0.0.1', '::8.8.8.8', '::ffff:0:8.8.8.8'],
  NAT64: ['64:ff9b::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b::', '64:ff9b::1', '64:ff9b:1::8.8.8.8', '64:ff9b:1:fffe::a00:1'],
  '6to4, Teredo, ORCHID': ['2002:7f00:1::', '2002:a00:1::1', '2002:808:808::', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '2001:20::1'],
  'no addresses': ['', 'localhost', '127.1', '0x7f.0.0.1', '2130706433', '1.2.3.4.5', ':::'],
};
const PUBLIC = [
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2001:4860:4860::8888',
  '2001:200::1',
  '2003::1',
  '2a00::1',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
  '64:ff9b::808:808',
];

describe('addresses that are not on the public internet', () => {
  for (const [kind, addresses] of Object.entries(PRIVATE))
    test(kind, () =>
      assert.deepEqual(
        addresses.filter((address) => !isPrivate(address)),
        [],
      ),
    );
  test('and those that are', () => assert.deepEqual(PUBLIC.filter(isPrivate), []));
});
