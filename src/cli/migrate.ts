import { systemClock } from '../clock.ts';
import { openDatabase } from '../db/open.ts';
import { type Command, configFor, readArguments, UsageError } from './command.ts';

export const migrate: Command = {
  usage: '  zelos migrate [--config FILE…]                  brings the database to the form this version needs',
  async run(args) {
    const { files, flags, operands } = readArguments(args);
    if (operands.length > 0) throw new UsageError(`migrate takes no ${JSON.stringify(operands[0])}`);
    const db = await openDatabase(configFor(files, flags.dev).dsn, { clock: systemClock });
    try {
      const { applied } = await db.migrate();
      console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`);
    } finally {
      await db.close();
    }
    return 0;
  },
};
