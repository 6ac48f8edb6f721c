import { createConfig } from '../src/config/config.ts';
import { createHasher } from '../src/crypto/passwords/hasher.ts';
import { DATABASES } from '../test/support/databases.ts';
import { arrive, OPERATIONS, type Operation, type Person } from './operations.ts';
import { configFor } from './setting.ts';
import { inProcess, overHttp, type Subject } from './subjects.ts';

/** People who act at the same time, each one thing after the other. */
const PEOPLE = 16;
/** Milliseconds for each figure: first to warm up, then to measure. */
const WARM_UP = Number(process.env['BENCH_MS'] ?? 3000) / 3;
const MEASURE = Number(process.env['BENCH_MS'] ?? 3000);

async function everybody(subject: Subject, people: readonly Person[], operation: Operation, duration: number): Promise<number> {
  const end = performance.now() + duration;
  let done = 0;
  const act = async (person: Person): Promise<void> => {
    while (performance.now() < end) {
      const { status, text } = await operation.run(subject.send, person);
      if (status !== 200) throw new Error(`${operation.name} was answered ${status}: ${text}`);
      done += 1;
    }
  };
  await Promise.all(people.map(act));
  return done;
}

async function measure(subject: Subject, people: readonly Person[], operation: Operation): Promise<Record<string, string>> {
  await everybody(subject, people, operation, WARM_UP);
  const before = await subject.usage();
  const start = performance.now();
  const done = await everybody(subject, people, operation, MEASURE);
  const took = performance.now() - start;
  const after = await subject.usage();
  const each = (name: 'statements' | 'roundTrips' | 'commits'): string => ((after.counts[name] - before.counts[name]) / done).toFixed(2);
  return {
    operation: operation.name,
    'per second': ((done / took) * 1000).toFixed(0),
    'CPU ms': ((after.cpu - before.cpu) / done).toFixed(3),
    statements: each('statements'),
    'round trips': each('roundTrips'),
    commits: each('commits'),
  };
}

/** What hashing and comparing one password cost in CPU, to be taken off the figures of the password save. */
async function hashing(): Promise<string> {
  const hasher = createHasher(createConfig(configFor('memory')));
  const rounds = 300;
  const cpu = async (work: () => Promise<unknown>): Promise<number> => {
    const before = process.cpuUsage();
    for (let round = 0; round < rounds; round += 1) await work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / rounds;
  };
  const hash = await hasher.hash('a password');
  const [hashed, compared] = [await cpu(() => hasher.hash('a password')), await cpu(() => hasher.verify('another', hash))];
  return `One bcrypt hash of cost 4 takes ${hashed.toFixed(2)} ms of CPU, one comparison ${compared.toFixed(2)} ms.`;
}

for (const kind of DATABASES.filter(({ name }) => name !== 'SQLite in memory')) {
  for (const start of [inProcess, overHttp]) {
    const { dsn, close } = await kind.open();
    const subject = await start(dsn);
    const people = await Promise.all(Array.from({ length: PEOPLE }, () => arrive(subject.send)));
    const rows = [];
    for (const operation of OPERATIONS) rows.push(await measure(subject, people, operation));
    console.log(`\n${kind.name}, ${subject.name}, ${PEOPLE} at a time`);
    console.table(rows);
    await subject.close();
    await close();
  }
}
console.log(`\n${await hashing()}`);
