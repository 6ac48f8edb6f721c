import { loadConfig } from '../config/config.ts';
import { startServer } from '../listening.ts';
import { version } from '../server.ts';
import { type Command, readArguments, UsageError } from './command.ts';

export const serve: Command = {
  usage: '  zelos serve [--config FILE…] [--dev] [--auto-migrate]\n                                                  runs the server; --dev: on your own machine, over http',
  async run(args) {
    const { files, flags, operands } = readArguments(args, 'auto-migrate');
    if (operands.length > 0) throw new UsageError(`serve takes no ${JSON.stringify(operands[0])}: give files with --config`);
    const config = loadConfig({ files, dev: flags.dev });
    const server = await startServer(config, { autoMigrate: flags['auto-migrate'] });
    const { public: site, admin } = config.serve;
    console.log(`Zelos ${version} listens at ${site.base_url} (public) and ${admin.base_url} (admin).`);
    if (files.length === 0) console.log(`No configuration was given, so this is for trying it out: open ${config.selfservice.default_browser_return_url} to make an account.`);
    if (config.dev) console.log(`Mails and text messages are shown at ${site.base_url}/ui/mailbox.`);
    await untilTold();
    await server.close();
    return 0;
  },
};

/** Resolves at SIGTERM or SIGINT, or when the launcher is gone. Further ones while closing change nothing: the terminal and the launcher both send them. */
function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
    process.once('disconnect', () => resolve());
    process.channel?.unref();
  });
}
