import { ValidationError } from '../../errors.ts';
import { isSet, required } from '../../flow/fields.ts';
import type { LoginMethod } from '../../flow/login/method.ts';
import { appsOf, secretOf, usedApp } from '../../identity/totp-shape.ts';
import { m } from '../../messages/catalogue.ts';
import { input, submit } from '../../ui/nodes.ts';
import { asDigits, judge } from './code.ts';

/** Signing in with a code of an authenticator app, after something else. */
export const totpLogin: LoginMethod<{ readonly code: string }> = {
  id: 'totp',
  group: 'totp',
  triggers: [],
  guesses: 'person',
  enabled: (config, aal) => config.selfservice.methods.totp.enabled && aal === 'aal2',

  render({ account }) {
    if (account === undefined || appsOf(account).length === 0) return { nodes: [] };
    return {
      nodes: [input('totp', 'totp_code', 'text', { value: '', required: true, autocomplete: 'one-time-code', label: m.loginTotpInputLabel() }), submit('totp', 'method', 'totp', m.loginTotpSubmit())],
    };
  },

  parse(body) {
    const code = body['totp_code'];
    if (!isSet(code)) throw required('totp_code');
    if (typeof code !== 'string') throw new ValidationError({ message: m.totpInvalid() });
    return { code: asDigits(code) };
  },

  async submit({ submission: { code }, account, sealer, now }) {
    if (account === undefined || appsOf(account).length === 0) throw new ValidationError({ message: m.noTotpDevice() });
    let isUsed = false;
    for (const app of appsOf(account)) {
      const secret = secretOf(app, sealer);
      const judgement = secret === undefined ? undefined : judge(secret, code, now, app.config.last_step);
      if (judgement?.kind === 'right')
        return { kind: 'proven', account, authentication: { method: 'totp', aal: 'aal2' }, changes: [{ type: 'setCredential', credential: usedApp(app, judgement.step, now) }] };
      isUsed ||= judgement?.kind === 'used';
    }
    throw new ValidationError({ message: isUsed ? m.totpUsed() : m.totpInvalid() });
  },
};
