import { ValidationError } from '../../errors.ts';
import { required, textField } from '../../flow/fields.ts';
import type { LoginMethod, Way } from '../../flow/login/method.ts';
import { m } from '../../messages/catalogue.ts';
import { submit } from '../../ui/nodes.ts';

/** The name that was said, and what its owner can sign in with; without `ways`, everything is offered. */
interface Said {
  readonly identifier: string;
  readonly ways?: readonly Way[];
}

/** Nobody's name is longer. */
const LONGEST = 1024;

/** The first step of a login in two: who it is. It proves nothing. */
export const identifierFirstLogin: LoginMethod<string, Said> = {
  id: 'identifier_first',
  group: 'identifier_first',
  triggers: [],
  enabled: (config, aal) => config.selfservice.flows.login.style === 'identifier_first' && aal === 'aal1',

  render({ account, draft }) {
    if (account) return { nodes: [] };
    const identifier = { group: 'identifier_first', webauthn: true, required: true } as const;
    if (draft === undefined) return { identifier, nodes: [submit('identifier_first', 'method', 'identifier_first', m.labelContinue())], asksName: true };
    return { identifier: { ...identifier, value: draft.identifier }, nodes: [], draft, ...(draft.ways === undefined ? {} : { ways: draft.ways }) };
  },

  parse(body) {
    const identifier = textField(body, 'identifier')?.trim();
    if (!identifier) throw required('identifier');
    return identifier;
  },

  /** Where accounts are to be hidden nobody is looked up: an unknown name is offered what everybody is. */
  async submit({ submission: identifier, config, findByIdentifier, waysOf }) {
    const said = { identifier: identifier.slice(0, LONGEST) };
    const show = { kind: 'show', state: 'choose_method', anew: true } as const;
    if (config.security.account_enumeration.mitigate) return { ...show, draft: said };
    const account = await findByIdentifier(identifier);
    const ways = account === undefined ? [] : waysOf(account, identifier);
    if (ways.length === 0) throw new ValidationError({ field: 'identifier', message: m.accountNotFound() });
    return { ...show, draft: { ...said, ways } };
  },
};
