import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import type { Json } from '../support/clients.ts';

export interface Call {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body, if it is JSON. */
  readonly body: Json;
}

/** What a hook answers: a status with JSON, or with any text; `silence`: nothing, ever. A function does something first. */
export type Says = Said | (() => Promise<Said>);
type Said = { readonly status?: number; readonly json?: unknown; readonly text?: string; readonly headers?: Readonly<Record<string, string>> } | 'silence';

/** Somebody else's machine on loopback, with a hook at every path. */
export interface Listener {
  /** Where the hook of this name is called. */
  at(name: string): string;
  /** From now on. Left out: 200 with `{}`. */
  answer(name: string, says?: Says): void;
  /** What it was called with so far. */
  calls(name: string): readonly Call[];
  /** The first so many calls; waits for them. */
  heard(name: string, count?: number): Promise<readonly Call[]>;
}

const PATIENCE = 8000;

/** Gone after the tests of the file. */
export async function startListener(): Promise<Listener> {
  const said = new Map<string, Says>();
  const calls = new Map<string, Call[]>();
  const silent = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    const answered = async (): Promise<void> => {
      const name = decodeURIComponent((request.url ?? '/').slice(1));
      const text = Buffer.concat(chunks).toString();
      calls.set(name, [...(calls.get(name) ?? []), { method: request.method ?? '', headers: request.headers, text, body: parsed(text) }]);
      const means = said.get(name) ?? { json: {} };
      const says = typeof means === 'function' ? await means() : means;
      if (says === 'silence') return void silent.add(response);
      response.writeHead(says.status ?? 200, { 'content-type': 'application/json', ...says.headers });
      response.end(says.text ?? JSON.stringify(says.json ?? {}));
    };
    request.on('end', () => void answered());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    for (const response of silent) response.destroy();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    at: (name) => `http://127.0.0.1:${port}/${encodeURIComponent(name)}`,
    answer: (name, says) => void (says === undefined ? said.delete(name) : said.set(name, says)),
    calls: (name) => calls.get(name) ?? [],
    async heard(name, count = 1) {
      for (let waited = 0; (calls.get(name)?.length ?? 0) < count; waited += 10) {
        if (waited > PATIENCE) throw new Error(`the hook ${name} was called ${calls.get(name)?.length ?? 0} times, not ${count}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return (calls.get(name) ?? []).slice(0, count);
    },
  };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The answer by which a hook says no. */
export const refusal = (pointer = '#/', id = 9001, text = 'not so'): Said => ({
  status: 400,
  json: { messages: [{ instance_ptr: pointer, messages: [{ id, text, type: 'error', context: { limit: 3 } }] }] },
});
