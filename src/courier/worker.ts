import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Sealer } from '../crypto/seal.ts';
import type { Database } from '../db/database.ts';
import type { MessageRow } from '../db/tables.ts';
import type { Log } from '../log.ts';
import type { Channel } from './channel.ts';
import { contentOf } from './outbox.ts';
import { DUE, isQueued, isWebHook, settleMessage, takeMessage, WEB_HOOK } from './store.ts';

export interface WorkerNeeds {
  readonly config: Config;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly sealer: Sealer;
  /** By the name of the channel: `email`, `sms`. */
  readonly channels: ReadonlyMap<string, Channel>;
  /** Which of the two queues it works off. Left out: messages to people. */
  readonly queue?: keyof typeof DUE;
  /** How often something is tried. Left out: as the configuration says of messages. */
  readonly tries?: number;
}

export interface Worker {
  /** Looks for messages now. */
  wake(): void;
  /** Finishes what is being sent and what waits to be sent for the first time, for a while; then takes nothing more. */
  stop(): Promise<void>;
}

/** Whoever takes a message has it for so long; then somebody else may, because they are taken for dead. Milliseconds. */
export const LEASE = 120_000;
/** How long a shutdown goes on with what is due. Milliseconds. */
const LAST_CALLS = 5000;
/** Before the second try, and twice as long before each further one, up to the longest. Milliseconds. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 600_000;

/** Sends what is in the queue, each message at least once, until it is stopped. Several processes share the work. */
export function startWorker(needs: WorkerNeeds): Worker {
  const { pull_wait: pause } = needs.config.courier.worker;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let lastCall = Number.POSITIVE_INFINITY;

  const run = async (): Promise<void> => {
    while (again) {
      again = false;
      try {
        if ((await sendDue(needs)) >= needs.config.courier.worker.pull_count) again = true;
      } catch (error) {
        needs.log.warn({ err: error }, 'could not look for messages to send; will try again');
      }
      if (needs.clock.now() >= lastCall) return;
    }
  };
  const wake = (): void => {
    if (stopped) return;
    clearTimeout(timer);
    again = true;
    round ??= run().finally(() => {
      round = undefined;
      if (!stopped) timer = setTimeout(wake, pause).unref();
    });
  };
  wake();
  return {
    wake,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      // What was committed a moment ago goes out now: a database in memory has no later.
      lastCall = needs.clock.now() + LAST_CALLS;
      again = true;
      await (round ?? run());
      for (const channel of new Set(needs.channels.values())) channel.close();
    },
  };
}

/** @returns how many were due */
async function sendDue(needs: WorkerNeeds): Promise<number> {
  const { db, clock, config, queue = 'messages' } = needs;
  const now = clock.now();
  const [rows] = await db.read(DUE[queue]({ now, limit: config.courier.worker.pull_count, web_hook: WEB_HOOK }));
  const until = now + LEASE;
  const taken = await db.write(rows.map(({ id, status, due_at }) => ({ query: takeMessage({ id, status, due_at, until, now }) })));
  await Promise.all(rows.filter((_, i) => taken[i] === 1).map((row) => deliver(row, until, needs)));
  return rows.length;
}

async function deliver(row: MessageRow, until: number, { db, clock, config, sealer, log, channels, tries: wanted = config.courier.message_retries }: WorkerNeeds): Promise<void> {
  const most = Math.max(1, wanted);
  const tries = row.send_count + 1;
  const settle = (status: MessageRow['status'], due: number): Promise<unknown> => db.write([{ query: settleMessage({ id: row.id, until, status, due_at: due, now: clock.now() }) }]);
  const details = { message_id: row.id, template_type: row.template_type, try: tries };
  const content = contentOf(row, sealer);
  if (tries > most || content === undefined) {
    log.error(details, content === undefined ? 'a message cannot be opened with the present secrets.cipher, and is given up' : 'a message is given up: each try to send it was broken off');
    await settle('abandoned', clock.now());
    return;
  }
  try {
    const channel = channels.get(row.channel);
    if (channel === undefined) throw new Error(`there is no channel ${row.channel}`);
    await channel.send({ id: row.id, to: row.recipient, type: row.type, template: row.template_type, subject: row.subject, ...content });
  } catch (error) {
    const given = tries >= most;
    log[given ? 'error' : 'warn']({ ...details, err: error }, given ? 'a message could not be sent, and is given up' : 'a message could not be sent; will try again');
    await settle(given ? 'abandoned' : 'queued', clock.now() + Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - 1)));
    return;
  }
  await settle('sent', clock.now());
}

/** The database, which wakes the workers as soon as something for them was committed through it. */
export const waking = (db: Database, courier: Pick<Worker, 'wake'>, webHooks: Pick<Worker, 'wake'>): Database => ({
  ...db,
  async write(writes) {
    const touched = await db.write(writes);
    const queued = writes.filter(isQueued);
    if (queued.some(isWebHook)) webHooks.wake();
    if (!queued.every(isWebHook)) courier.wake();
    return touched;
  },
});
