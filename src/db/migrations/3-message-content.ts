import type { Migration } from './migration.ts';

/** Mail has a second form for programs that show HTML, and calls of other channels get what a template was filled with. */
export const messageContent: Migration = { number: 3, name: 'message content', up: ['alter table messages add column content text'] };
