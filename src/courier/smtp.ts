import { readFileSync } from 'node:fs';
import { isIP, type Socket } from 'node:net';
import type { Transporter } from 'nodemailer';
import type { Config } from '../config/config.ts';
import { connectToPublic } from '../outgoing/socket.ts';
import type { Channel } from './channel.ts';

const TIMEOUT = 20_000;

/**
 * Mail by SMTP, over a few connections that are kept. As in Kratos: `smtps://` is TLS from the start, `smtp://` uses STARTTLS
 * and refuses to go on without, unless `?disable_starttls=true`; `?skip_ssl_verify=true` accepts any certificate. Under
 * `clients.smtp.disallow_private_ip_ranges` the address that is connected to is looked at before.
 */
export function smtpChannel(uri: string, { clients, courier }: Pick<Config, 'clients' | 'courier'>, connect = connectToPublic): Channel {
  const { from_address, from_name, headers, local_name, client_cert_path, client_key_path } = courier.smtp;
  const url = new URL(uri);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'smtps:';
  const plain = url.searchParams.get('disable_starttls') === 'true';
  const port = url.port === '' ? (secure ? 465 : 25) : Number(url.port);
  const settings = {
    host,
    port,
    ...(clients.smtp.disallow_private_ip_ranges ? { getSocket: socketBy(() => connect(host, port, TIMEOUT)) } : {}),
    secure,
    ignoreTLS: !secure && plain,
    requireTLS: !secure && !plain,
    name: local_name,
    pool: true,
    maxConnections: 5,
    connectionTimeout: TIMEOUT,
    greetingTimeout: TIMEOUT,
    socketTimeout: TIMEOUT,
    disableFileAccess: true,
    disableUrlAccess: true,
    tls: {
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: url.searchParams.get('skip_ssl_verify') !== 'true',
      ...(client_cert_path === '' ? {} : { cert: readFileSync(client_cert_path) }),
      ...(client_key_path === '' ? {} : { key: readFileSync(client_key_path) }),
    },
    ...(url.username === '' ? {} : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
  };
  // Loaded with the first mail: not every process sends one.
  let opened: Promise<Transporter> | undefined;
  const transport = (): Promise<Transporter> => (opened ??= import('nodemailer').then(({ createTransport }) => createTransport(settings)));
  return {
    async send({ id, to, subject, text, html }) {
      await (await transport()).sendMail({
        from: from_name === undefined ? from_address : { name: from_name, address: from_address },
        // An address is one: what a person typed is never read as a list.
        to: { name: '', address: to },
        envelope: { from: from_address, to: [to] },
        subject,
        text,
        ...(html === undefined ? {} : { html }),
        headers,
        messageId: `<${id}@${from_address.split('@').at(-1) ?? 'localhost'}>`,
        textEncoding: 'quoted-printable',
      });
    },
    close: () => void opened?.then((there) => there.close()),
  };
}

/** Hands nodemailer connections; TLS from the start or later is its own. */
const socketBy =
  (connect: () => Promise<Socket>) =>
  (_: unknown, done: (error: Error | null, socket?: { connection: Socket }) => void): void => {
    connect().then((connection) => done(null, { connection }), done);
  };
