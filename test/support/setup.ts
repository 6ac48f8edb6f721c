import { type Cluster, POSTGRES_VARIABLE, startCluster } from './postgres.ts';

/** For `node --test --test-global-setup=test/support/setup.ts`: one cluster for all test files instead of one for each. */
let cluster: Cluster | undefined;

export async function globalSetup(): Promise<void> {
  if (process.env[POSTGRES_VARIABLE] !== undefined) return;
  cluster = await startCluster();
  if (cluster !== undefined) process.env[POSTGRES_VARIABLE] = cluster.dsn;
}

export function globalTeardown(): void {
  cluster?.stop();
}
