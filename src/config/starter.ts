import { feature } from './features.ts';
import type { ConfigInput } from './keys/index.ts';

/** Ways in that need no outside party: no mail server, no provider. */
const SELF_SUFFICIENT = ['totp', 'lookup_secret'] as const;

/** What holds when there is no configuration at all, beside the defaults: whoever registers is signed in, every method that can be is on, and nobody outside is asked anything. */
export const starter: ConfigInput = {
  selfservice: {
    methods: {
      password: { config: { haveibeenpwned_enabled: false } },
      ...Object.fromEntries(SELF_SUFFICIENT.filter((name) => feature(name).built).map((name) => [name, { enabled: true }])),
      passkey: { enabled: true, config: { rp: { display_name: 'Zelos' } } },
      webauthn: { enabled: true, config: { rp: { display_name: 'Zelos' } } },
    },
    flows: { registration: { after: { password: { hooks: [{ hook: 'session' }] }, passkey: { hooks: [{ hook: 'session' }] } } } },
  },
};

/** The same under `--dev`: what needs mail is there, too, since there is a mailbox that catches it. */
export const starterWithMailbox: ConfigInput = {
  ...starter,
  selfservice: { ...starter.selfservice, flows: { ...starter.selfservice?.flows, recovery: { enabled: true }, verification: { enabled: true } } },
};
