import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import { ApiError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type CallConfig, compileCall } from '../outgoing/call.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';

/** The system that people had their passwords in before: it is asked at their first sign-in here (`migrate_hook`). */
export interface FormerSystem {
  /** Whether it takes these words. Nobody is asked where the configuration has no such call: then it takes none. @throws ApiError 502 if it gives no answer that can be understood */
  takes(identifier: string, password: string): Promise<boolean>;
}

interface Needs {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly outgoing: Outgoing;
}

const AT = 'selfservice.methods.password.config.migrate_hook.config';
/** What is sent unless a template says otherwise. */
const BODY = 'function(ctx) { identifier: ctx.identifier, password: ctx.password }';
/** The person waits at the form meanwhile. */
const TIMEOUT = 10_000;
/** `{"status":"password_match"}`, and something around it. */
const MAX_BYTES = 1024;

/** @throws Error if the body's template cannot be used */
export async function createFormerSystem({ config, clock, log, outgoing }: Needs): Promise<FormerSystem> {
  const { enabled, config: described } = config.selfservice.methods.password.config.migrate_hook;
  if (!enabled) return { takes: async () => false };
  const call = await compileCall({ ...described, url: described.url ?? '', body: described.body ?? BODY } satisfies CallConfig, { name: AT, clock, outgoing });
  const failed = (why: string, cause?: unknown): ApiError => {
    log.warn({ url: described.url, reason: why }, 'the former system gave no answer to whether a password is right');
    return new ApiError(502, { reason: 'The system that knows this password does not answer as it should. Try again in a moment.', message: 'asking the former system for a password failed', cause });
  };
  return {
    async takes(identifier, password) {
      const { status, text } = await Promise.resolve(call.request({ identifier, password }))
        .then((request) => (request === undefined ? { status: 403, text: '' } : call.send(request, { timeout: TIMEOUT, maxBytes: MAX_BYTES })))
        .catch((error: unknown) => Promise.reject(failed(error instanceof Error ? error.message : 'unknown', error)));
      if (status === 200) return isMatch(text);
      if (status === 403) return false;
      throw failed(`it answered with status ${status}`);
    },
  };
}

/** A 200 alone is no match: a page that says «welcome» has one, too. */
function isMatch(text: string): boolean {
  try {
    return (JSON.parse(text) as { status?: unknown } | null)?.status === 'password_match';
  } catch {
    return false;
  }
}
