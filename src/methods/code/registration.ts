import { reaches } from '../../config/reach.ts';
import { ValidationError } from '../../errors.ts';
import { isSet, textField } from '../../flow/fields.ts';
import type { RegistrationMethod } from '../../flow/registration/method.ts';
import { m } from '../../messages/catalogue.ts';
import { viaOf } from '../../schema/normalise.ts';
import { submit } from '../../ui/nodes.ts';
import { codeNodes, counted, requireCode, type SentCode, sendCode } from './draft.ts';

/** Creating an account with nothing but a mailbox, or a phone: the code that is sent there shows whose it is. */
export const codeRegistration: RegistrationMethod<{ readonly code: string | undefined }, SentCode> = {
  id: 'code',
  group: 'code',
  triggers: [],
  enabled: ({ selfservice: { methods } }) => methods.code.enabled && methods.code.passwordless_enabled,

  render: ({ draft }) => (draft === undefined ? { nodes: [submit('code', 'method', 'code', m.registrationCodeRequest())] } : { nodes: codeNodes(m.labelRegistrationCode()), draft, alone: true }),

  parse: (body, { draft }) => ({ code: draft !== undefined && !isSet(body['resend']) ? textField(body, 'code') || undefined : undefined }),

  afterRefusal: counted,

  async submit(turn) {
    const { submission, traits, schema, draft, config } = turn;
    const { verifiable, recovery } = schema.identifiers(traits);
    const known = [...verifiable, ...recovery].filter(({ via }) => reaches(config, via));
    const address = (known.find(({ via }) => via === 'email') ?? known[0])?.value;
    if (address === undefined) throw new ValidationError({ message: m.identifierMissing() });
    if (submission.code !== undefined && draft?.to === address) {
      requireCode(turn, submission.code, m.registrationCodeInvalid);
      return { credentials: [{ type: 'code', slot: '', config: {} }], authentication: { method: 'code', aal: 'aal1' }, verified: verifiable.filter(({ value }) => value === address) };
    }
    const sent = sendCode(turn, { to: address });
    return {
      kind: 'show',
      draft: sent.draft,
      messages: [m.registrationCodeSent()],
      notices: [{ template: 'registration_code_valid', via: viaOf(address), to: address, data: { RegistrationCode: sent.secret, Traits: traits } }],
    };
  },
};
