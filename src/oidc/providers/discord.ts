import { claimsIn, idOf, type Kind, said } from '../kind.ts';

const API = 'https://discord.com/api';

export const discord: Kind = {
  endpoints: { authorize: `${API}/oauth2/authorize`, token: `${API}/oauth2/token` },
  scopes: ['identify'],
  clientAuth: 'post',
  async ask(api) {
    const me = claimsIn(await api.get(`${API}/users/@me`));
    const id = idOf(me['id']);
    return said({
      iss: API,
      sub: id,
      name: me['global_name'] ?? me['username'],
      nickname: me['username'],
      preferred_username: me['username'],
      email: me['email'],
      email_verified: me['verified'],
      locale: me['locale'],
      picture: typeof me['avatar'] === 'string' ? `https://cdn.discordapp.com/avatars/${id}/${me['avatar']}.png` : undefined,
    });
  },
};
