import type { Channel } from './channel.ts';
import { smtpChannel } from './smtp.ts';
import { startWorker, type Worker, type WorkerNeeds } from './worker.ts';

/** Starts sending, if the configuration says how; if it does not, messages wait in the queue. */
export function startCourier(needs: Omit<WorkerNeeds, 'channels'>): Worker {
  const { config, log } = needs;
  const { connection_uri } = config.courier.smtp;
  const channels = new Map<string, Channel>();
  if (connection_uri !== undefined) channels.set('email', smtpChannel(connection_uri, config.courier.smtp));
  if (channels.size > 0) return startWorker({ ...needs, channels });
  const { recovery, verification } = config.selfservice.flows;
  if ((recovery.enabled || verification.enabled) && !config.dev) log.warn({}, 'courier.smtp.connection_uri is not set: messages wait in the queue and are not sent');
  return { wake: () => {}, stop: async () => {} };
}
