import { ValidationError } from '../../errors.ts';
import { isSet, required } from '../../flow/fields.ts';
import type { LoginMethod } from '../../flow/login/method.ts';
import { asTyped, codesOf, placeOf, unusedOf, usedCode } from '../../identity/lookup-shape.ts';
import { m } from '../../messages/catalogue.ts';
import { input, submit } from '../../ui/nodes.ts';

/** Signing in with a backup code, after something else. */
export const lookupSecretLogin: LoginMethod<{ readonly code: string }> = {
  id: 'lookup_secret',
  group: 'lookup_secret',
  triggers: [],
  guesses: 'person',
  enabled: (config, aal) => config.selfservice.methods.lookup_secret.enabled && aal === 'aal2',

  render({ account }) {
    if (account === undefined || unusedOf(codesOf(account)) === 0) return { nodes: [] };
    return {
      nodes: [
        input('lookup_secret', 'lookup_secret', 'text', { value: '', required: true, label: m.loginLookupInputLabel() }),
        submit('lookup_secret', 'method', 'lookup_secret', m.loginLookupSubmit()),
      ],
    };
  },

  parse(body) {
    const code = body['lookup_secret'];
    if (!isSet(code)) throw required('lookup_secret');
    if (typeof code !== 'string') throw new ValidationError({ message: m.lookupInvalid() });
    return { code: asTyped(code) };
  },

  async submit({ submission: { code }, account, sealer, now }) {
    const codes = account && codesOf(account);
    if (account === undefined || codes === undefined) throw new ValidationError({ message: m.noLookupCodes() });
    const place = placeOf(codes, code, sealer);
    const found = codes.config.codes[place];
    if (found === undefined) throw new ValidationError({ message: m.lookupInvalid() });
    if (found.used_at !== undefined) throw new ValidationError({ message: m.lookupAlreadyUsed() });
    return { kind: 'proven', account, authentication: { method: 'lookup_secret', aal: 'aal2' }, changes: [{ type: 'setCredential', credential: usedCode(codes, place, now) }] };
  },
};
