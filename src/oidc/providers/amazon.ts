import { claimsIn, idOf, type Kind, said } from '../kind.ts';

export const amazon: Kind = {
  endpoints: { authorize: 'https://www.amazon.com/ap/oa', token: 'https://api.amazon.com/auth/o2/token' },
  scopes: ['profile'],
  clientAuth: 'post',
  async ask(api) {
    const me = claimsIn(await api.get('https://api.amazon.com/user/profile'));
    return said({ iss: 'https://api.amazon.com', sub: idOf(me['user_id']), name: me['name'], email: me['email'] });
  },
};
