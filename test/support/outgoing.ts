import { silentLog } from '../../src/log.ts';
import { createOutgoing } from '../../src/outgoing/outgoing.ts';

/** Calls to anywhere, loopback included. */
export const anywhere = createOutgoing({ config: { clients: { http: { disallow_private_ip_ranges: false, private_ip_exception_urls: [] } } }, log: silentLog });
