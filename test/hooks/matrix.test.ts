import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ConfigError, createConfig } from '../../src/config/config.ts';
import type { HookedFlow } from '../../src/config/hook-lists.ts';
import { baseConfig, merged } from '../support/config.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';
import { begin, DONE, queueOf, type Run, run, webHook, withHooks } from './flows.ts';
import { refusal, type Says, startListener } from './listener.ts';

const listener = await startListener();

const FLOWS: readonly HookedFlow[] = ['settings', 'login', 'registration', 'recovery', 'verification'];
const PHASES = ['before', 'after'] as const;
const FLAGS = {
  can_interrupt: { can_interrupt: true },
  'response.parse': { response: { parse: true } },
  'response.ignore': { response: { ignore: true } },
  'no flag': {},
} as const;
type Flag = keyof typeof FLAGS;

const OUTCOMES: Readonly<Record<string, Says>> = {
  yes: { status: 200, json: {} },
  no: refusal(),
  '5xx': { status: 503, text: 'down' },
  silence: 'silence',
  garbage: { status: 200, text: '<html>what?' },
  'a garbled no': { status: 400, text: '{"messages": 3}' },
  'a redirect to a private address': { status: 307, headers: { location: 'http://169.254.169.254/latest/meta-data' } },
};

/** Whether the flow waits for the answer. Before a flow there is nothing yet to be told of. */
const isAsked = (phase: (typeof PHASES)[number], flag: Flag): boolean => (phase === 'before' ? flag !== 'response.ignore' : flag === 'can_interrupt' || flag === 'response.parse');

/** What comes of it: the status that stops the flow, or undefined if it goes on. */
function stops(phase: (typeof PHASES)[number], flag: Flag, outcome: string): number | undefined {
  if (!isAsked(phase, flag) || outcome === 'yes') return undefined;
  // Only who reads the answer minds that it cannot be read.
  if (outcome === 'garbage') return flag === 'response.parse' ? 502 : undefined;
  if (outcome === 'no') return 400;
  return outcome === 'silence' ? 504 : 502;
}

/** Whether a hook that is told counts as told, or is told again later. */
const counts = (flag: Flag, outcome: string): boolean => outcome === 'yes' || outcome === 'garbage' || (flag === 'response.ignore' && outcome !== 'silence');

/** Long enough for a machine that is busy; the answers that never come are waited for side by side. */
const TIMEOUT = '1500ms';

describe('every web hook', { concurrency: 6 }, () => {
  for (const flow of FLOWS)
    for (const phase of PHASES)
      for (const [flag, more] of Object.entries(FLAGS) as [Flag, object][])
        describe(`${phase} ${flow} with ${flag}`, { concurrency: 1 }, () => {
          const name = `${flow} ${phase} ${flag}`;
          let shared: Promise<TestZelos> | undefined;
          const zelos = (): Promise<TestZelos> => (shared ??= startZelos({ config: withHooks(flow, phase, [webHook(listener.at(name), more)], { clients: { web_hook: { timeout: TIMEOUT } } }) }));
          after(async () => (await shared)?.close());

          for (const [outcome, says] of Object.entries(OUTCOMES)) {
            const status = stops(phase, flag, outcome);
            test(`that answers with ${outcome} ${status === undefined ? 'lets it happen' : `stops it with ${status}`}, and is called once`, async () => {
              const server = await zelos();
              const calls = listener.calls(name).length;
              const told = new Set((await queueOf(server)).map(({ id }) => id));
              listener.answer(name, says);
              const { answer, done }: Run = phase === 'before' ? await begin(flow, server) : await run(flow, server);
              assert.equal(done, status === undefined);
              assert.equal(answer.status, status ?? (phase === 'before' ? 200 : DONE[flow]), JSON.stringify(answer.body));
              if (status === 400 && phase === 'after') assert.deepEqual(answer.body.ui.messages, [{ id: 9001, text: 'not so', type: 'error', context: { limit: 3 } }]);
              if (status === 400 && phase === 'before') assert.equal(answer.body.error.reason, 'not so');
              if (status !== undefined && status > 500) assert.doesNotMatch(JSON.stringify(answer.body), /127\.0\.0\.1:(?!443)|169\.254|down|<html>|messages": 3/);

              const queue = (await queueOf(server)).filter(({ id }) => !told.has(id));
              assert.equal(queue.length, isAsked(phase, flag) ? 0 : 1);
              await listener.heard(name, calls + 1);
              for (const { id } of queue) await settled(server, id, counts(flag, outcome) ? 'sent' : 'queued');
              // The clock stands still, so that what is to be told again waits.
              assert.equal(listener.calls(name).length, calls + 1);
            });
          }
        });
});

/** Waits until what was written for a hook stands as it should. */
async function settled(zelos: TestZelos, wanted: string, status: 'sent' | 'queued'): Promise<void> {
  for (let waited = 0; ; waited += 10) {
    const row = (await queueOf(zelos)).find(({ id }) => id === wanted);
    if (row?.status === status && row.send_count === 1) return;
    if (waited > 6000) assert.deepEqual(row, { status, send_count: 1 });
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('a web hook that could not do what it says is refused at the start', () => {
  for (const flow of FLOWS)
    for (const phase of PHASES)
      for (const more of [{ can_interrupt: true, response: { ignore: true } }, { response: { ignore: true, parse: true } }])
        test(`${phase} ${flow}: ${JSON.stringify(more)}`, () => {
          const config = merged({ ...baseConfig, dsn: 'memory' }, withHooks(flow, phase, [webHook('http://127.0.0.1/', more)]));
          assert.throws(
            () => createConfig(config),
            (error) => error instanceof ConfigError && error.problems.length === 1 && error.problems[0]?.key.endsWith('hooks[0].config.response.ignore') === true,
          );
        });
});
