import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemClock } from '../../src/clock.ts';
import { createConfig } from '../../src/config/config.ts';
import { startServer } from '../../src/listening.ts';
import { silentLog } from '../../src/log.ts';

/**
 * A server whose clock is ahead by CLOCK_AHEAD milliseconds: what was taken by one that was killed, and stays taken until
 * a lease is over, is free to this one at once.
 */
const { values } = parseArgs({ options: { config: { type: 'string', default: '' } }, allowPositionals: true });
const ahead = Number(process.env['CLOCK_AHEAD']);
const config = createConfig(JSON.parse(readFileSync(values.config, 'utf8')));
const server = await startServer(config, { clock: { now: () => systemClock.now() + ahead }, log: silentLog, autoMigrate: true });
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
