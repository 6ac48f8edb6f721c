import { writeFileSync } from 'node:fs';
import { ASKED, ask, expectedPath } from '../test/jsonnet/corpus.ts';

/** Writes down what the reference implementation makes of the programs in test/jsonnet/corpus: `apt-get install jsonnet`, then `node scripts/jsonnet-corpus.ts`. */
for (const folder of ASKED) {
  const values = await ask(folder);
  writeFileSync(expectedPath(folder), `${JSON.stringify(values, null, 2)}\n`);
  console.log(`${folder}: ${Object.keys(values).length} programs`);
}
