import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import type { Channel } from './channel.ts';
import { httpChannel } from './http.ts';
import { smtpChannel } from './smtp.ts';
import { startWorker, type Worker, type WorkerNeeds } from './worker.ts';

export type Channels = ReadonlyMap<string, Channel>;

/**
 * The ways out that the configuration has: `email`, and what else it names. A channel of its own that is called `email` takes
 * the place of the way that `delivery_strategy` says.
 * @throws Error that names a channel that cannot be used
 */
export async function createChannels({ config, clock, outgoing }: { readonly config: Config; readonly clock: Clock; readonly outgoing: Outgoing }): Promise<Channels> {
  const { delivery_strategy, smtp, http, channels } = config.courier;
  const made = new Map<string, Channel>();
  for (const { id, request_config } of channels) made.set(id, await httpChannel(request_config, { name: `the call of courier channel ${id}`, clock, outgoing }));
  if (made.has('email')) return made;
  const { url } = http.request_config;
  if (delivery_strategy === 'http' && url !== undefined) made.set('email', await httpChannel({ ...http.request_config, url }, { name: 'the call of courier.http', clock, outgoing }));
  if (delivery_strategy === 'smtp' && smtp.connection_uri !== undefined) made.set('email', smtpChannel(smtp.connection_uri, config));
  return made;
}

/** Starts sending, if there is a way; if there is none, messages wait in the queue. */
export function startCourier(needs: WorkerNeeds): Worker {
  const { config, log, channels } = needs;
  const { recovery, verification } = config.selfservice.flows;
  if (!channels.has('email') && (recovery.enabled || verification.enabled) && !config.dev)
    log.warn({}, `courier has no way to send mail, such as courier.smtp.connection_uri: mails ${channels.size === 0 ? 'wait in the queue' : 'are given up'}`);
  return channels.size > 0 ? startWorker(needs) : { wake: () => {}, stop: async () => {} };
}
