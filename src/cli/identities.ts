import { readFileSync } from 'node:fs';
import { createLog } from '../log.ts';
import { createZelos, type Zelos } from '../server.ts';
import { type Command, configFor, readArguments, UsageError } from './command.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };

/** Work on identities without a running server: the admin API, asked in this process. JSON in, JSON out. */
export const identities: Command = {
  usage: [
    '  zelos identities import [FILE…]                 from files or stdin: an identity, or a list of them, as the admin API takes them',
    '  zelos identities list                           all of them',
    '  zelos identities get ID…                        with what they can sign in with',
    '  zelos identities delete ID…                     with all that belongs to them',
    '  zelos identities verify [ID…]                   whether their security logs, or those of all, are as they were written',
  ].join('\n'),
  async run(args) {
    const {
      files,
      flags,
      operands: [action = '', ...operands],
    } = readArguments(args);
    const work = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (work === undefined) throw new UsageError(`identities needs one of ${Object.keys(ACTIONS).join(', ')}`);
    if (work.operands !== undefined && operands.length === 0) throw new UsageError(`identities ${action} needs ${work.operands}`);
    if (action === 'list' && operands.length > 0) throw new UsageError(`identities list takes no ${JSON.stringify(operands[0])}`);
    const zelos = await createZelos(configFor(files, flags.dev), { log: createLog({ level: 'error', format: 'text' }) });
    try {
      return await work.run(zelos, operands);
    } finally {
      await zelos.close();
    }
  },
};

interface Action {
  /** What must follow it. */
  readonly operands?: string;
  run(zelos: Zelos, operands: readonly string[]): Promise<number>;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  import: {
    async run(zelos, operands) {
      const wanted = (operands.length === 0 ? ['-'] : operands).flatMap(readIdentities);
      return printEach(
        wanted,
        ({ identity }) => ask(zelos, '/admin/identities', { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(identity) }),
        ({ name }) => name,
      );
    },
  },
  list: {
    async run(zelos) {
      print(await everybody(zelos));
      return 0;
    },
  },
  verify: {
    async run(zelos, ids) {
      const all = ids.length > 0 ? ids : (await everybody(zelos)).map(({ id }) => id);
      let failed = 0;
      const code = await printEach(
        all,
        async (id) => {
          const answered = await ask(zelos, `${pathOf(id)}/events/verify`);
          const verdict = answered.body as { readonly valid: boolean };
          if (!verdict.valid) failed += 1;
          return { ...answered, body: { id, ...verdict } };
        },
        (id) => id,
      );
      return failed > 0 ? 1 : code;
    },
  },
  get: {
    operands: 'the id of an identity',
    run: (zelos, ids) =>
      printEach(
        ids,
        (id) => ask(zelos, pathOf(id)),
        (id) => id,
      ),
  },
  delete: {
    operands: 'the id of an identity',
    run: (zelos, ids) =>
      printEach(
        ids,
        async (id) => ({ ...(await ask(zelos, pathOf(id), { method: 'DELETE' })), body: { id } }),
        (id) => id,
      ),
  },
};

interface Answered {
  readonly body: unknown;
  /** The next page, as an address or a path. */
  readonly next: string | undefined;
}

async function everybody(zelos: Zelos): Promise<{ readonly id: string }[]> {
  const all: { readonly id: string }[] = [];
  for (let page: string | undefined = '/admin/identities?page_size=500'; page !== undefined; ) {
    const { body, next }: Answered = await ask(zelos, page);
    all.push(...(body as { readonly id: string }[]));
    page = next;
  }
  return all;
}

const pathOf = (id: string): string => `/admin/identities/${encodeURIComponent(id)}`;

/** @throws Error with the reason of a refusal */
async function ask({ admin, config }: Zelos, path: string, init: RequestInit = {}): Promise<Answered> {
  const response = await admin.fetch(new Request(path.startsWith('/') ? config.serve.admin.base_url + path : path, init));
  const text = await response.text();
  if (!response.ok) throw new Error(refusalIn(text) ?? `answered with status ${response.status}`);
  const next = /<([^>]+)>;\s*rel="?next"?/.exec(response.headers.get('link') ?? '')?.[1];
  return { body: text === '' ? null : JSON.parse(text), next };
}

function refusalIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { reason?: string; message?: string } };
    return error?.reason ?? error?.message;
  } catch {
    return undefined;
  }
}

/** Does one after the other and prints what came of it as a list; what could not be done goes to stderr, and makes the exit code 1. */
async function printEach<T>(items: readonly T[], work: (item: T) => Promise<Answered>, nameOf: (item: T) => string): Promise<number> {
  const done: unknown[] = [];
  let failed = 0;
  for (const item of items) {
    try {
      done.push((await work(item)).body);
    } catch (error) {
      failed += 1;
      console.error(`zelos: ${nameOf(item)}: ${(error as Error).message}`);
    }
  }
  print(done);
  return failed === 0 ? 0 : 1;
}

const print = (value: unknown): void => console.log(JSON.stringify(value, null, 2));

/** @param file `-`: stdin */
function readIdentities(file: string): { name: string; identity: unknown }[] {
  const name = file === '-' ? 'stdin' : file;
  const text = readFileSync(file === '-' ? 0 : file, 'utf8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new Error(`${name} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  return (Array.isArray(parsed) ? parsed : [parsed]).map((identity, i) => ({ name: `${name}[${i}]`, identity }));
}
