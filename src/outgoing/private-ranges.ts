import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** IPv4 that is not out on the internet: the special-purpose registry (RFC 6890 and what was added since), multicast, and what is reserved. */
const PRIVATE_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** Of IPv6, one eighth is out on the internet … */
const PUBLIC_V6 = ['2000::/3'];
/** … but for protocol assignments (Teredo among them), documentation and 6to4, which hides an IPv4 address in itself. */
const PRIVATE_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

function listOf(ranges: readonly string[], type: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = '', prefix] = range.split('/');
    list.addSubnet(net, Number(prefix), type);
  }
  return list;
}
const privateV4 = listOf(PRIVATE_V4, 'ipv4');
const publicV6 = listOf(PUBLIC_V6, 'ipv6');
const privateV6 = listOf(PRIVATE_V6, 'ipv6');

/**
 * Whether an address, as `dns.lookup` or `URL.hostname` write them, is anything but one on the public internet. IPv6 that stands
 * for IPv4 (mapped, or NAT64 with the well-known prefix) is what that IPv4 is; all other ways to write IPv4 into IPv6 are private.
 * What is no address is private, too.
 */
export function isPrivate(address: string): boolean {
  if (isIPv4(address)) return privateV4.check(address, 'ipv4');
  const bare = address.replace(/%.*$/, '');
  if (!isIPv6(bare)) return true;
  const within = ipv4Within(bare);
  if (within !== undefined) return privateV4.check(within, 'ipv4');
  return !publicV6.check(bare, 'ipv6') || privateV6.check(bare, 'ipv6');
}

/** The last 32 bits of `::ffff:0:0/96` and `64:ff9b::/96`, as IPv4. */
function ipv4Within(address: string): string | undefined {
  // A URL knows the one shortest way to write it: groups of hexadecimal digits, the longest row of zeros left out.
  const shortest = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const rest = /^(?:::ffff:|64:ff9b::)([0-9a-f:]*)$/.exec(shortest)?.[1]?.split(':');
  if (rest === undefined || rest.length > 2) return undefined;
  const low = Number.parseInt(rest.at(-1) || '0', 16);
  const high = Number.parseInt(rest.at(-2) || '0', 16);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
