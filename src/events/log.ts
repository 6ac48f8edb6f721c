import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import { uuid } from '../crypto/random.ts';
import type { Sealer } from '../crypto/seal.ts';
import { Conflict, type Database, Duplicate, type Write } from '../db/database.ts';
import type { EventRow } from '../db/tables.ts';
import type { Exchange } from '../http/exchange.ts';
import { type Head, hashed, type Link, readHead, writeHead } from './chain.ts';
import type { Occurrence, Origin, Owner } from './event.ts';
import { headById, insertEvent, updateHead } from './store.ts';

/** What happens to accounts is recorded in the transaction that makes it so. */
export interface SecurityLog {
  /** To be written with what it tells of, through the database that `linking` gives. Nothing if the log is off. */
  record(owner: Owner, occurrences: readonly Occurrence[], origin: Origin): Write[];
  /** The database as everybody writes through it: rows find their place in the log as they are written. */
  linking(db: Database): Database;
}

type Draft = Omit<EventRow, 'sequence' | 'previous' | 'hash'>;
interface Drafted {
  readonly rows: readonly Draft[];
  readonly head: string;
}

/** Nobody loses so often in a row: each round somebody else has won. */
const MOST_ROUNDS = 50;
const MOST_KNOWN = 5000;

const isRace = (error: unknown): boolean => error instanceof Conflict || (error instanceof Duplicate && error.table === 'events');

/** Where a request comes from. */
export const originOf = ({ ip, userAgent }: Pick<Exchange, 'ip' | 'userAgent'>, sessionId?: string): Origin => ({ ip, userAgent, sessionId });

/**
 * A row's hash covers the row before, so of two who write at once one has the wrong row before. Were that a Conflict like
 * any other, a sign-in would check its password again only because another device has signed in. So a row gets its place not
 * where the decision is made, but where it is written: `record` gives a row without a place, `linking` puts it behind the head
 * that was read with the identity (which costs no statement), or behind what this process has written there since, and if that
 * is the head no more, writes the same once more behind the one that is: nothing is decided anew. Those who lost a place get
 * theirs one after the other.
 */
export function createSecurityLog({ config, clock, sealer }: { readonly config: Pick<Config, 'security_log'>; readonly clock: Clock; readonly sealer: Sealer }): SecurityLog {
  const drafts = new WeakMap<Write, Drafted>();
  const lines = new Map<string, Promise<unknown>>();

  /** The writes with every row at its place and the heads behind them, and what those heads are then. */
  function placed(writes: readonly Write[], stored: ReadonlyMap<string, string>): { readonly all: readonly Write[]; readonly moved: ReadonlyMap<string, string> } {
    const heads = new Map<string, Head>();
    const all = writes.flatMap((write) => {
      const { rows } = drafts.get(write) ?? { rows: undefined };
      return (
        rows?.map((draft) => {
          const id = draft.identity_id;
          const { from, last } = heads.get(id) ?? readHead(stored.get(id) ?? '');
          const row = hashed({ ...draft, sequence: last.sequence + 1, previous: last.hash }, sealer);
          const next: Link = { sequence: row.sequence, hash: row.hash };
          heads.set(id, { from, last: next });
          return insertEvent(row);
        }) ?? [write]
      );
    });
    // Always in the same order, so that nobody waits for somebody who waits for them.
    const moved = new Map([...heads].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, head]) => [id, writeHead(id, head, sealer)]));
    return { all: [...all, ...[...moved].map(([id, head]) => updateHead(id, stored.get(id) ?? '', head))], moved };
  }

  // The last heads that this process has written or is writing: whoever decides for long, such as on a password, has read an older one.
  const latest = new Map<string, string>();
  const sequenceOf = (head: string): number => readHead(head).last.sequence;

  function newest(id: string, read: string): string {
    const known = latest.get(id);
    return known !== undefined && sequenceOf(known) > sequenceOf(read) ? known : read;
  }

  /** From now on others follow behind these. @returns what takes that back */
  function announce(moved: ReadonlyMap<string, string>): () => void {
    if (latest.size > MOST_KNOWN) latest.clear();
    for (const [id, head] of moved) latest.set(id, head);
    return () => {
      for (const [id, head] of moved) if (latest.get(id) === head) latest.delete(id);
    };
  }

  /** One after the other, for each person. */
  async function inLine<T>(id: string, turn: () => Promise<T>): Promise<T> {
    const mine = (lines.get(id) ?? Promise.resolve()).then(turn, turn);
    lines.set(id, mine);
    try {
      return await mine;
    } finally {
      if (lines.get(id) === mine) lines.delete(id);
    }
  }

  return {
    record({ id, logHead }, occurrences, { ip, userAgent, sessionId = null }) {
      if (!config.security_log.enabled || occurrences.length === 0) return [];
      const rows = occurrences.map(
        ({ kind, details = {} }): Draft => ({
          id: uuid(),
          identity_id: id,
          kind,
          details: JSON.stringify(details),
          ip,
          user_agent: userAgent,
          session_id: sessionId,
          created_at: clock.now(),
        }),
      );
      const [first] = rows;
      if (first === undefined) return [];
      const write: Write = insertEvent({ ...first, sequence: 0, previous: '', hash: '' });
      drafts.set(write, { rows, head: logHead });
      return [write];
    },

    linking(db) {
      const headsOf = async (ids: readonly string[]): Promise<Map<string, string>> => {
        const found = await db.read(...ids.map((id) => headById({ id })));
        return new Map(found.flat().map(({ id, log_head }) => [id, log_head]));
      };

      /** Whether it failed because a log has gone on since its head was read. */
      async function isBehind(error: unknown, stored: Map<string, string>): Promise<Map<string, string> | undefined> {
        if (!isRace(error)) return undefined;
        const present = await headsOf([...stored.keys()]);
        return [...present].some(([id, head]) => stored.get(id) !== head) ? present : undefined;
      }

      async function write(writes: readonly Write[]): Promise<number[]> {
        const drafted = writes.flatMap((one) => drafts.get(one) ?? []);
        if (drafted.length === 0) return db.write(writes);
        const read = new Map(drafted.flatMap(({ rows, head }) => rows.map(({ identity_id: id }): [string, string] => [id, head])));
        let stored = new Map([...read].map(([id, head]): [string, string] => [id, newest(id, head)]));
        // Whoever it follows may not have been there yet: then the head is the expected one only by now.
        const hasFollowed = [...stored].some(([id, head]) => head !== read.get(id));
        const [person = ''] = stored.keys();
        const counts = async (): Promise<number[]> => {
          const { all, moved } = placed(writes, stored);
          const takeBack = announce(moved);
          const touched = await db.write(all).catch((error: unknown) => {
            takeBack();
            throw error;
          });
          let at = 0;
          return writes.map((one) => {
            const count = touched[at] ?? 0;
            at += drafts.get(one)?.rows.length ?? 1;
            return count;
          });
        };
        try {
          return await counts();
        } catch (error) {
          if (!(hasFollowed && isRace(error)) && (await isBehind(error, stored)) === undefined) throw error;
        }
        return inLine(person, async () => {
          stored = await headsOf([...stored.keys()]);
          for (let round = 1; ; round += 1) {
            try {
              return await counts();
            } catch (error) {
              const present = round < MOST_ROUNDS ? await isBehind(error, stored) : undefined;
              if (present === undefined) throw error;
              stored = present;
            }
          }
        });
      }

      return { ...db, write };
    },
  };
}
