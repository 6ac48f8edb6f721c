import { s } from '../spec.ts';

const notice = (what: string) => s.boolean(`Mail when ${what}`, { derived: 'on, unless `preset: kratos`', own: true });

export const notices = s.object('Mail to the confirmed addresses of an account when something about it changes; each has a link for whoever has not done it', {
  password: notice('a password is set, changed or removed'),
  address: notice('an address is added, changed or removed'),
  factor: notice('an authenticator app, a passkey or a security key is added or removed'),
  codes: notice('backup codes are made, used up or removed'),
  link: notice('an account at a provider is linked or unlinked'),
  recovery: notice('somebody came back into the account by recovery'),
  ui_url: s.url('Page behind that link; gets `?token=`', { relative: true, derived: 'the built-in page, `<public>/ui/alarm`', own: true }),
  window: s.duration('How long the link in such a mail works', { default: '72h', min: 1, own: true }),
});

export const securityLog = s.object('A record of what has happened to each account, which shows if it was tampered with', {
  enabled: s.boolean('Whether it is kept', { default: true, own: true }),
  retention: s.duration('How long it is kept', { default: '8760h', min: 1, own: true }),
});

export const mailLimit = s.object('Codes and links that anybody can have sent to an address; what goes beyond is not sent, and no answer tells', {
  most: s.integer('Messages to one address that are asked for from one network, and four times as many from everywhere; 0: no limit', {
    derived: '5, no limit with `preset: kratos`',
    max: 1000,
    own: true,
  }),
  within: s.duration('In so long a time', { default: '10m', min: 1, own: true }),
});
