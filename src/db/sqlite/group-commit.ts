import type { DatabaseSync } from 'node:sqlite';
import { isBusy, translated } from './errors.ts';

/** How long a write waits for another process that holds the file, in milliseconds. */
export const PATIENCE = 5000;

/** A write that has to wait lets the event loop go on and looks again after this many milliseconds. */
export const BUSY_PAUSE = 20;

/** A transaction: does its changes at once, throws to undo them all. */
type Transaction<T> = () => T;

interface Job {
  readonly run: Transaction<unknown>;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

export interface GroupCommit {
  /** Runs a transaction with all others asked for in the same turn; resolves when it is on the disk. */
  commit<T>(run: Transaction<T>): Promise<T>;
  /** Runs one on its own; its steps may be promises that are kept without the event loop. */
  alone<T>(run: () => Promise<T>): Promise<T>;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

/**
 * Transactions asked for in the same turn of the event loop are committed together, so that they share one fsync. Each
 * keeps its own all-or-nothing by a savepoint, and is told only after the commit.
 *
 * @param committed called for each group of which something was written
 */
export function createGroupCommit(sqlite: DatabaseSync, committed: () => void): GroupCommit {
  let waiting: Job[] = [];
  let attempts = 0;

  /** @returns false when another process is writing and it is worth waiting */
  const begin = (): boolean => {
    try {
      sqlite.exec('begin immediate');
      attempts = 0;
      return true;
    } catch (error) {
      attempts += 1;
      if (isBusy(error) && attempts <= PATIENCE / BUSY_PAUSE) return false;
      attempts = 0;
      throw error;
    }
  };

  /** @returns how to tell the outcome, once it is certain */
  const runJob = (job: Job): { succeeded: boolean; tell: () => void } => {
    sqlite.exec('savepoint job');
    try {
      const result = job.run();
      sqlite.exec('release job');
      return { succeeded: true, tell: () => job.resolve(result) };
    } catch (error) {
      // Some errors (a full disk) make SQLite give up the whole transaction: then all share the fate.
      if (!sqlite.isTransaction) throw error;
      sqlite.exec('rollback to job; release job');
      return { succeeded: false, tell: () => job.reject(translated(error)) };
    }
  };

  const commitGroup = (): void => {
    const jobs = waiting;
    try {
      if (!begin()) {
        setTimeout(commitGroup, BUSY_PAUSE);
        return;
      }
      waiting = [];
      const outcomes = jobs.map(runJob);
      sqlite.exec('commit');
      if (outcomes.some(({ succeeded }) => succeeded)) committed();
      for (const { tell } of outcomes) tell();
    } catch (error) {
      waiting = [];
      if (sqlite.isTransaction) sqlite.exec('rollback');
      for (const job of jobs) job.reject(translated(error));
    }
  };

  return {
    commit: <T>(run: Transaction<T>) =>
      new Promise<T>((resolve, reject) => {
        if (waiting.push({ run, resolve: resolve, reject }) === 1) setImmediate(commitGroup);
      }),
    async alone(run) {
      while (!begin()) await new Promise((resolve) => setTimeout(resolve, BUSY_PAUSE));
      try {
        const result = await run();
        sqlite.exec('commit');
        return result;
      } catch (error) {
        if (sqlite.isTransaction) sqlite.exec('rollback');
        throw translated(error);
      }
    },
    async idle() {
      // A job with nothing to do ends when its group has ended.
      if (waiting.length > 0) await new Promise((resolve) => waiting.push({ run: () => undefined, resolve, reject: resolve }));
    },
  };
}
