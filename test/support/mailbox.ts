import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { ConfigInput } from '../../src/config/config.ts';

export interface Mail {
  readonly to: string;
  readonly from: string | undefined;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The code in it, if there is one. */
  readonly code: string;
  /** The first address in it. */
  readonly link: string;
}

/** A mail server on loopback that keeps what it is sent. */
export interface Mailbox {
  readonly mails: readonly Mail[];
  /** What a configuration needs to send here; quick to look again. */
  readonly config: ConfigInput;
  /** What it answers instead of taking a mail, as often as said. */
  refuse(times: number): void;
  /** The mail number `nth` (0: the first) to an address; waits for it. */
  to(address: string, nth?: number): Promise<Mail>;
  countTo(address: string): number;
  close(): Promise<void>;
}

const PATIENCE = 5000;

export async function openMailbox(): Promise<Mailbox> {
  const mails: Mail[] = [];
  let refusals = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (refusals > 0) {
          refusals -= 1;
          done(Object.assign(new Error('try later'), { responseCode: 451 }));
          return;
        }
        const keep = async (): Promise<void> => {
          const { subject = '', text = '', html = '', from } = await PostalMime.parse(Buffer.concat(chunks));
          const to = session.envelope.rcptTo.map(({ address }) => address).join();
          mails.push({ to, from: from?.address, subject, text, html, code: /\b\d{6}\b/.exec(text)?.[0] ?? '', link: /https?:\S+/.exec(text)?.[0] ?? '' });
        };
        keep().then(() => done(), done);
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    mails,
    config: { courier: { smtp: { connection_uri: `smtp://127.0.0.1:${port}/?disable_starttls=true`, from_address: 'no-reply@zelos.test', from_name: 'Zelos' }, worker: { pull_wait: '20ms' } } },
    refuse(times) {
      refusals = times;
    },
    async to(address, nth = 0) {
      for (let waited = 0; waited < PATIENCE; waited += 10) {
        const found = mails.filter(({ to }) => to === address)[nth];
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return assert.fail(`no mail ${nth} to ${address}; there are ${mails.length}`);
    },
    countTo: (address) => mails.filter(({ to }) => to === address).length,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
