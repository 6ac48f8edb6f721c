import { BlockList, isIP } from 'node:net';

/** The address of a client, from that of the peer and what proxies say of it (`X-Forwarded-For`). */
export type ClientIp = (peer: string, forwardedFor: string | undefined) => string;

/**
 * Believes a header as far as the proxies go that are ours: from the right, the first address that is none of them. What a
 * client has written into the header itself stands left of that, and counts for nothing.
 * @param proxies addresses and networks in CIDR notation, as the configuration has checked them
 */
export function createClientIp(proxies: readonly string[]): ClientIp {
  if (proxies.length === 0) return plain;
  const ours = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) ours.addAddress(address, family);
    else ours.addSubnet(address, Number(bits), family);
  }
  const isOurs = (address: string): boolean => ours.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return (peer, forwardedFor) => {
    let client = plain(peer);
    for (const hop of (forwardedFor ?? '').split(',').reverse()) {
      const address = plain(hop.trim());
      if (!isOurs(client) || isIP(address) === 0) return client;
      client = address;
    }
    return client;
  };
}

/** IPv4 inside IPv6 is what it is; brackets and ports are no part of an address. */
function plain(address: string): string {
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(address) ?? [];
  const bare = bracketed ?? (/^[\d.]+:\d+$/.test(address) ? address.slice(0, address.indexOf(':')) : address);
  return bare.startsWith('::ffff:') ? bare.slice(7) : bare;
}

/** What one party can easily change of its address is left out: the last byte of IPv4, all but the first 48 bits of IPv6. */
export const networkOf = (ip: string): string => (ip.includes('.') ? ip.split('.').slice(0, -1).join('.') : ip.split(':').slice(0, 3).join(':'));
