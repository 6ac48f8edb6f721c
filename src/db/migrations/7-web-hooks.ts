import type { Migration } from './migration.ts';

/** Calls to web hooks wait beside mail, and are found without looking through mail that waits, too. */
export const webHooks: Migration = { number: 7, name: 'web hooks', up: ['create index messages_channel on messages (channel, status, due_at)'] };
