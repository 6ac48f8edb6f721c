import { claimsIn, idOf, type Kind, said } from '../kind.ts';

const API = 'https://www.patreon.com/api/oauth2';
const FIELDS = 'email,first_name,full_name,image_url,is_email_verified,last_name,url';

export const patreon: Kind = {
  endpoints: { authorize: 'https://www.patreon.com/oauth2/authorize', token: `${API}/token` },
  scopes: ['identity'],
  clientAuth: 'post',
  async ask(api) {
    const data = claimsIn(claimsIn(await api.get(`${API}/v2/identity?fields%5Buser%5D=${encodeURIComponent(FIELDS)}`))['data']);
    const me = claimsIn(data['attributes']);
    return said({
      iss: 'https://www.patreon.com',
      sub: idOf(data['id']),
      name: me['full_name'],
      given_name: me['first_name'],
      family_name: me['last_name'],
      email: me['email'],
      email_verified: me['is_email_verified'],
      picture: me['image_url'],
      profile: me['url'],
    });
  },
};
