import type { ConfigInput } from './keys/index.ts';

/** What holds when there is no configuration at all, beside the defaults: whoever registers is signed in, every method that needs no mail and no provider is on, and nobody outside is asked anything. */
export const starter: ConfigInput = {
  selfservice: {
    methods: {
      password: { config: { haveibeenpwned_enabled: false } },
      totp: { enabled: true },
      lookup_secret: { enabled: true },
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
