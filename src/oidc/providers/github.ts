import { claimsIn, idOf, type Kind, said } from '../kind.ts';

const API = 'https://api.github.com';

/** GitHub has no ID token. An address counts as verified if its own list of addresses says so. */
export const github: Kind = {
  endpoints: { authorize: 'https://github.com/login/oauth/authorize', token: 'https://github.com/login/oauth/access_token' },
  clientAuth: 'post',
  async ask(api, { scope, provider }) {
    const user = claimsIn(await api.get(`${API}/user`));
    const mayRead = provider === 'github-app' || scope.some((one) => one === 'user' || one === 'user:email');
    const listed = mayRead ? await api.get(`${API}/user/emails`) : [];
    const primary = (Array.isArray(listed) ? listed.map(claimsIn) : []).find((each) => each['primary'] === true);
    return said({
      iss: API,
      sub: idOf(user['id']),
      name: user['name'],
      preferred_username: user['login'],
      nickname: user['login'],
      email: primary?.['email'] ?? user['email'],
      email_verified: primary?.['verified'],
      picture: user['avatar_url'],
      profile: user['html_url'],
      website: user['blog'],
      updated_at: user['updated_at'],
    });
  },
};
