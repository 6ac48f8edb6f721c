import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../src/clock.ts';
import { openDatabase } from '../src/db/open.ts';
import { silentLog } from '../src/log.ts';
import { createZelos } from '../src/server.ts';
import { configFor } from './setting.ts';

/** The server in a process of its own, so that its CPU time can be told from that of who asks. Argument: the DSN. */
const dsn = process.argv[2] ?? 'memory';
const database = await openDatabase(dsn, { clock: systemClock });
const zelos = await createZelos(configFor(dsn), { log: silentLog, autoMigrate: true, database });
const server = createServer(zelos.node.public).listen(0, '127.0.0.1');
await once(server, 'listening');

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ port: (server.address() as AddressInfo).port, cpu: (user + system) / 1000, counts: database.counts });
});
process.on('disconnect', async () => {
  server.close();
  server.closeAllConnections();
  await zelos.close();
  await database.close();
});
process.send?.('ready');
