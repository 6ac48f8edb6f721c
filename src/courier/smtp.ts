import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import type { Config } from '../config/config.ts';
import type { Channel } from './channel.ts';

const TIMEOUT = 20_000;

/**
 * Mail by SMTP, over a few connections that are kept. As in Kratos: `smtps://` is TLS from the start, `smtp://` uses STARTTLS
 * and refuses to go on without, unless `?disable_starttls=true`; `?skip_ssl_verify=true` accepts any certificate.
 */
export function smtpChannel(uri: string, { from_address, from_name, headers, local_name, client_cert_path, client_key_path }: Config['courier']['smtp']): Channel {
  const url = new URL(uri);
  const secure = url.protocol === 'smtps:';
  const plain = url.searchParams.get('disable_starttls') === 'true';
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 25) : Number(url.port),
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
      rejectUnauthorized: url.searchParams.get('skip_ssl_verify') !== 'true',
      ...(client_cert_path === '' ? {} : { cert: readFileSync(client_cert_path) }),
      ...(client_key_path === '' ? {} : { key: readFileSync(client_key_path) }),
    },
    ...(url.username === '' ? {} : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
  });
  return {
    async send({ id, to, subject, text, html }) {
      await transport.sendMail({
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
    close: () => transport.close(),
  };
}
