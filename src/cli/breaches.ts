import { createReadStream } from 'node:fs';
import { buildBreachFile } from '../crypto/passwords/breach-file/build.ts';
import { type Command, configFor, readArguments, UsageError } from './command.ts';

/** A list of leaked passwords for servers that ask nobody else: from a text that can be had to the file that they read. */
export const breaches: Command = {
  usage: [
    '  zelos breaches build [--config FILE…] INPUT OUTPUT',
    '                                                  a file for haveibeenpwned_file, from sorted lines SHA1 or SHA1:COUNT; INPUT -: stdin',
  ].join('\n'),
  async run(args) {
    const {
      files,
      flags,
      operands: [action, input, output, ...more],
    } = readArguments(args);
    if (action !== 'build') throw new UsageError('breaches needs build');
    if (input === undefined || output === undefined || more.length > 0) throw new UsageError('breaches build needs a list and the file to make of it');
    const { max_breaches: maxBreaches } = configFor(files, flags.dev).selfservice.methods.password.config;
    const list: AsyncIterable<Uint8Array> = input === '-' ? process.stdin : createReadStream(input, { highWaterMark: 1024 * 1024 });
    const { lines, entries, bytes } = await buildBreachFile(list, output, maxBreaches);
    if (entries === 0) console.error(`zelos: ${output} holds nothing: no line of the list has a count above max_breaches, ${maxBreaches}`);
    console.log(`${output}: ${entries} of ${lines} sums, those with a count above max_breaches (${maxBreaches}), in ${bytes} bytes.`);
    return 0;
  },
};
