import { breaches } from './cli/breaches.ts';
import { type Command, UsageError } from './cli/command.ts';
import { identities } from './cli/identities.ts';
import { migrate } from './cli/migrate.ts';
import { serve } from './cli/serve.ts';
import { ConfigError } from './config/config.ts';
import { version } from './server.ts';

/** The program `zelos`. Exit codes: 0 done, 1 it went wrong, 2 not understood. */
const COMMANDS: Readonly<Record<string, Command>> = { serve, migrate, identities, breaches };

const USAGE = `Zelos: accounts, sign-in and an account page, with the API and the kratos.yml of Ory Kratos.

${Object.values(COMMANDS)
  .map(({ usage }) => usage)
  .join('\n')}
  zelos --version
  zelos --help

--config (-c) can be given several times; a later file lies over those before it. Without one, Zelos keeps its data in ./zelos.db.
Each key can be set in the environment, too: SELFSERVICE_FLOWS_SETTINGS_UI_URL for selfservice.flows.settings.ui_url.
`;

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === '--version' || name === '-v' || name === 'version') return say(version);
  if (name === '--help' || name === '-h' || name === 'help') return say(USAGE.trimEnd());
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  try {
    if (command === undefined) throw new UsageError(name === undefined ? 'a command is needed' : `there is no command ${JSON.stringify(name)}`);
    if (args.includes('--help') || args.includes('-h')) return say(command.usage);
    return await command.run(args);
  } catch (error) {
    if (error instanceof UsageError) console.error(`zelos: ${error.message}\n\n${command?.usage ?? USAGE.trimEnd()}`);
    else console.error(`zelos: ${error instanceof ConfigError ? error.message : reasonOf(error)}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function say(text: string): number {
  console.log(text);
  return 0;
}

/** What went wrong, and because of what; no stack: who reads this did not write the program. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  return cause instanceof Error && !message.includes(cause.message) ? `${message}: ${reasonOf(cause)}` : message || error.name;
}

process.exitCode = await main(process.argv.slice(2));
