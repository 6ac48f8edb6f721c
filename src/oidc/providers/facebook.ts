import { createHmac } from 'node:crypto';
import { claimsIn, idOf, type Kind, said } from '../kind.ts';

const GRAPH = 'https://graph.facebook.com';
const FIELDS = 'id,name,first_name,last_name,middle_name,email,picture';

/** Facebook has no ID token in the code flow. Each call carries a proof that it comes from the application itself. */
export const facebook: Kind = {
  endpoints: { authorize: 'https://www.facebook.com/dialog/oauth', token: `${GRAPH}/oauth/access_token` },
  // «Limited Login» of its kit for iOS.
  idTokens: { issuers: ['https://www.facebook.com', 'https://limited.facebook.com'], keys: 'https://limited.facebook.com/.well-known/oauth/openid/jwks/' },
  clientAuth: 'post',
  async ask(api, { client_secret = '' }) {
    const proof = createHmac('sha256', client_secret).update(api.accessToken).digest('hex');
    const me = claimsIn(await api.get(`${GRAPH}/me?fields=${FIELDS}&appsecret_proof=${proof}`));
    const picture = me['picture'] as { data?: { url?: unknown } } | undefined;
    return said({
      iss: GRAPH,
      sub: idOf(me['id']),
      name: me['name'],
      given_name: me['first_name'],
      middle_name: me['middle_name'],
      family_name: me['last_name'],
      email: me['email'],
      picture: picture?.data?.url,
    });
  },
};
