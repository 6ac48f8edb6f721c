import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createSealer, type Sealer } from '../../src/crypto/seal.ts';
import type { EventRow } from '../../src/db/tables.ts';
import { EMPTY, type Head, hashed, type Verdict, verify, writeHead } from '../../src/events/chain.ts';

const OLD = 'the secret of last year, 32 bytes';
const NEW = 'the secret of this year, 32 bytes';
const ID = 'somebody';

interface Log {
  readonly rows: readonly EventRow[];
  readonly head: string;
}

type Said = Pick<EventRow, 'kind' | 'details' | 'ip' | 'user_agent' | 'session_id' | 'created_at'>;
const said: fc.Arbitrary<Said> = fc.record({
  kind: fc.constantFrom('login', 'logout', 'password.changed'),
  details: fc.jsonValue().map((value) => JSON.stringify(value)),
  ip: fc.ipV4(),
  user_agent: fc.string(),
  session_id: fc.option(fc.uuid()),
  created_at: fc.integer({ min: 0, max: 2 ** 45 }),
});

function written(all: readonly Said[], sealer: Sealer, from = EMPTY.from, owner = ID): Log {
  const rows: EventRow[] = [];
  let { sequence, hash } = from;
  for (const one of all) {
    const row = hashed({ ...one, id: `event ${sequence + 1}`, identity_id: owner, sequence: sequence + 1, previous: hash }, sealer);
    rows.push(row);
    ({ sequence, hash } = row);
  }
  const head: Head = { from, last: { sequence, hash } };
  return { rows, head: writeHead(owner, head, sealer) };
}

async function* each(rows: readonly EventRow[]): AsyncGenerator<EventRow> {
  yield* rows;
}
const judge = ({ rows, head }: Log, sealer: Sealer): Promise<Verdict> => verify(ID, head, each(rows), sealer);

/** Everything that somebody with the database, and without the keys, might do to a log of at least two rows. */
const alteration: fc.Arbitrary<(log: Log) => Log> = fc.oneof(
  fc.nat().map((n) => ({ rows, head }: Log) => ({ rows: rows.filter((_, i) => i !== n % rows.length), head })),
  fc.nat().map((n) => ({ rows, head }: Log) => ({ rows: rows.slice(0, n % rows.length), head })),
  fc.nat().map((n) => ({ rows, head }: Log) => ({ rows: rows.slice((n % rows.length) + 1), head })),
  fc.nat().map((n) => ({ rows, head }: Log) => {
    const at = n % (rows.length - 1);
    const [a, b] = [rows[at]!, rows[at + 1]!];
    return { rows: rows.map((row, i) => (i === at ? { ...b, sequence: a.sequence } : i === at + 1 ? { ...a, sequence: b.sequence } : row)), head };
  }),
  fc.tuple(fc.nat(), fc.constantFrom('kind', 'details', 'ip', 'user_agent', 'session_id', 'previous', 'hash', 'id'), fc.string()).map(([n, column, text]) => ({ rows, head }: Log) => ({
    rows: rows.map((row, i) => (i === n % rows.length ? { ...row, [column]: `${row[column as 'kind']}${text}.` } : row)),
    head,
  })),
  fc.nat().map((n) => ({ rows, head }: Log) => ({ rows: rows.map((row, i) => (i === n % rows.length ? { ...row, created_at: row.created_at + 1 } : row)), head })),
  // A row of one's own at the end, with and without the head to match.
  fc.boolean().map((moved) => ({ rows, head }: Log) => {
    const last = rows.at(-1)!;
    const forged = { ...last, id: 'forged', sequence: last.sequence + 1, previous: last.hash };
    return { rows: [...rows, forged], head: moved ? head.replace(` ${last.sequence} ${last.hash} `, ` ${forged.sequence} ${forged.hash} `) : head };
  }),
  // The end cut off, and the head set back to what stands there now.
  fc.nat().map((n) => ({ rows, head }: Log) => {
    const kept = rows.slice(0, 1 + (n % (rows.length - 1)));
    const [last, was] = [kept.at(-1)!, rows.at(-1)!];
    return { rows: kept, head: head.replace(` ${was.sequence} ${was.hash} `, ` ${last.sequence} ${last.hash} `) };
  }),
  fc.constant(({ rows }: Log) => ({ rows, head: '' })),
);

describe('the chain of the security log', () => {
  const sealer = createSealer([NEW]);

  test('whatever was written proves itself', () =>
    fc.assert(
      fc.asyncProperty(fc.array(said, { maxLength: 20 }), async (all) => {
        assert.deepEqual(await judge(written(all, sealer), sealer), { valid: true, events: all.length });
      }),
    ));

  test('every edit, removal, reordering, addition and truncation is found', () =>
    fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 2, maxLength: 12 }), alteration, async (all, alter) => {
        const log = written(all, sealer);
        assert.equal((await judge(alter(log), sealer)).valid, false);
      }),
      { numRuns: 500 },
    ));

  test('a log without its oldest rows proves itself only behind the ones that its head remembers', () =>
    fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 2, maxLength: 12 }), fc.nat(), async (all, n) => {
        const log = written(all, sealer);
        const cut = 1 + (n % (all.length - 1));
        const [gone, last] = [log.rows[cut - 1]!, log.rows.at(-1)!];
        const rows = log.rows.slice(cut);
        const head = writeHead(ID, { from: gone, last }, sealer);
        assert.deepEqual(await judge({ rows, head }, sealer), { valid: true, events: all.length - cut });
        assert.equal((await judge({ rows: rows.slice(1), head }, sealer)).valid, false);
        assert.equal((await judge(log, sealer)).valid, true);
        assert.equal((await judge({ rows: log.rows, head }, sealer)).valid, false);
      }),
    ));

  test('outlives a change of secrets as long as the former one is still there', async () => {
    const [one, two]: Said[] = fc.sample(said, 2) as [Said, Said];
    const before = written([one], createSealer([OLD]));
    const rotated = createSealer([NEW, OLD]);
    const rest = written([two], rotated, before.rows[0]);
    const log = { rows: [...before.rows, ...rest.rows], head: writeHead(ID, { from: EMPTY.from, last: rest.rows[0]! }, rotated) };
    assert.deepEqual(await judge(log, rotated), { valid: true, events: 2 });
    assert.deepEqual(await judge(log, createSealer([NEW])), { valid: false, sequence: 1, problem: 'changed' });
  });

  test("somebody else's log proves nothing", async () => {
    const theirs = written(fc.sample(said, 3), sealer, EMPTY.from, 'somebody else');
    assert.equal((await judge(theirs, sealer)).valid, false);
    assert.equal((await judge({ rows: theirs.rows.map((row) => ({ ...row, identity_id: ID })), head: theirs.head }, sealer)).valid, false);
  });
});
