import type { ConfigInput } from '../src/config/config.ts';
import { baseConfig } from '../test/support/config.ts';

/** What is measured: the configuration of the tests, with bcrypt at its cheapest so that hashing does not hide the rest. */
export const configFor = (dsn: string): ConfigInput => ({ ...baseConfig, dsn });
