import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs one PostgreSQL for the tests and ends it when standard input ends, which happens however the tests end.
 * Arguments: the postgres program, the folder of the cluster, `{ uid, gid }` of who runs it as JSON, whether it waits for the disk (`on`, `off`).
 */
const [program = '', folder = '', user = '{}', fsync = 'off'] = process.argv.slice(2);
const settings = {
  listen_addresses: '',
  unix_socket_directories: folder,
  max_connections: '100',
  shared_buffers: '64MB',
  autovacuum: 'off',
  fsync,
  full_page_writes: fsync,
  logging_collector: 'off',
  log_min_messages: 'fatal',
};
const server = spawn(program, ['-D', join(folder, 'data'), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])], { ...JSON.parse(user), cwd: folder, stdio: 'ignore' });

/** Immediate shutdown: nobody needs the data any more. */
process.stdin.on('close', () => server.kill('SIGQUIT')).resume();
server.on('exit', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit();
});
