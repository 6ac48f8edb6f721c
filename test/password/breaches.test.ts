import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type BreachList, createBreaches } from '../../src/crypto/passwords/breaches.ts';
import { silentLog } from '../../src/log.ts';

const PASSWORD = 'correct-horse-battery-staple';
const SUFFIX = createHash('sha1').update(PASSWORD).digest('hex').toUpperCase().slice(5);
const OTHER = '0018A45C4D1DEB81644B54AB7F969B88D65';

/** A list that gives this answer; `asked` is what left the house. */
function listThat(answer: () => Promise<{ status: number; text: string }>): { count: () => Promise<number | undefined>; asked: { url: string; headers: Readonly<Record<string, string>> }[] } {
  const asked: { url: string; headers: Readonly<Record<string, string>> }[] = [];
  const outgoing: BreachList['outgoing'] = {
    fetch(url, { headers }) {
      asked.push({ url, headers });
      return answer();
    },
  };
  return { asked, count: () => createBreaches({ host: 'list.test', log: silentLog, outgoing }).count(PASSWORD) };
}
const saying = (text: string, status = 200) => listThat(async () => ({ status, text }));

describe('the list of leaked passwords', () => {
  test('is asked with five characters of a hash, and asked to pad its answer', async () => {
    const list = saying(`${OTHER}:2`);
    await list.count();
    assert.match(list.asked[0]?.url ?? '', /^https:\/\/list\.test\/range\/[0-9A-F]{5}$/);
    assert.equal(list.asked[0]?.headers['add-padding'], 'true');
    assert.ok(!JSON.stringify(list.asked).includes(SUFFIX.slice(0, 8)));
  });

  test('tells how often a password has leaked, and 0 when it has not', async () => {
    assert.equal(await saying(`${OTHER}:2\r\n${SUFFIX}:9001\r\n`).count(), 9001);
    assert.equal(await saying(`${OTHER}:2\r\n`).count(), 0);
    assert.equal(await saying(`${SUFFIX}:0\r\n${OTHER}:2`).count(), 0, 'padding has a count of 0');
  });

  for (const [what, list] of [
    ['another status', saying(`${OTHER}:2`, 404)],
    ['an empty answer', saying('')],
    ['a page instead of a list', saying('<html>Sign in to the network</html>')],
    ['an answer cut off in a line', saying(`${OTHER}:2\r\n${SUFFIX.slice(0, 20)}`)],
    ['no answer', listThat(() => Promise.reject(new Error('nobody there')))],
  ] as const)
    test(`gives no verdict after ${what}`, async () => {
      assert.equal(await list.count(), undefined);
    });

  test('an answer with anything strange in it is never a verdict', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), fc.integer({ min: 0, max: 2 }), async (noise, at) => {
        const lines = [`${OTHER}:2`, `${SUFFIX}:3`];
        lines.splice(at, 0, noise);
        const strange = noise.split('\n').some((line) => line.trim() !== '' && !/^[0-9A-F]{35}:\d{1,12}$/i.test(line.trim()));
        assert.equal(await saying(lines.join('\n')).count(), strange ? undefined : 3);
      }),
    );
  });
});
