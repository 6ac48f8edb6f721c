import type { Config } from '../config/config.ts';
import type { Channel } from '../courier/channel.ts';
import type { CallRequest } from '../outgoing/call.ts';
import { NoAnswer } from '../outgoing/outgoing.ts';
import type { WebHooks } from '../outgoing/web-hooks.ts';

/** Sends what was written for web hooks: the request as it was made then, with the credentials of now. */
export function webHookChannel(config: Config, webHooks: WebHooks): Channel {
  const { timeout } = config.clients.web_hook;
  return {
    async send({ to, text }) {
      const request = JSON.parse(text) as CallRequest;
      const [hook, ready] = [...webHooks].filter(([{ url, method }]) => url === request.url && method === request.method).sort(([, a], [, b]) => Number(b.at === to) - Number(a.at === to))[0] ?? [];
      if (hook === undefined || ready === undefined) throw new Error(`the configuration has no such web hook any more (it was ${to})`);
      const status = await ready.call.send(request, { timeout }).then(
        (answer) => answer.status,
        (error: unknown) => {
          // It has answered, if at length.
          if (error instanceof NoAnswer && error.why === 'large' && hook.response.ignore) return 0;
          throw error;
        },
      );
      if (!hook.response.ignore && (status < 200 || status > 299)) throw new Error(`it answered with status ${status}`);
    },
    close() {},
  };
}
