import { claimsIn, idOf, type Kind, said } from '../kind.ts';

/** Spotify does not confirm the addresses it gives: none of them counts as verified. */
export const spotify: Kind = {
  endpoints: { authorize: 'https://accounts.spotify.com/authorize', token: 'https://accounts.spotify.com/api/token' },
  clientAuth: 'basic',
  async ask(api) {
    const me = claimsIn(await api.get('https://api.spotify.com/v1/me'));
    const [picture] = Array.isArray(me['images']) ? me['images'] : [];
    return said({
      iss: 'https://api.spotify.com',
      sub: idOf(me['id']),
      name: me['display_name'],
      nickname: me['display_name'],
      email: me['email'],
      picture: (picture as { url?: unknown } | undefined)?.url,
    });
  },
};
