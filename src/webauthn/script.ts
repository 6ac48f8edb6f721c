import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import type { Node, NodeGroup } from '../ui/nodes.ts';

/** The script that pages load to talk to authenticators. It names the window functions that nodes ask for. */
export const script = readFileSync(new URL('./assets/webauthn.js', import.meta.url));

export const SCRIPT_PATH = '/.well-known/ory/webauthn.js';
/** Subresource Integrity: a page runs this very script or none. */
const INTEGRITY = `sha512-${createHash('sha512').update(script).digest('base64')}`;

export const scriptNode = (nonce: string, config: Config): Node => ({
  type: 'script',
  group: 'webauthn' satisfies NodeGroup,
  attributes: {
    src: config.serve.public.base_url + SCRIPT_PATH,
    async: true,
    referrerpolicy: 'no-referrer',
    crossorigin: 'anonymous',
    integrity: INTEGRITY,
    type: 'text/javascript',
    id: 'webauthn_script',
    nonce,
    node_type: 'script',
  },
  messages: [],
  meta: {},
});
