import { claimsIn, idOf, type Kind, said } from '../kind.ts';

export const yandex: Kind = {
  endpoints: { authorize: 'https://oauth.yandex.com/authorize', token: 'https://oauth.yandex.com/token' },
  clientAuth: 'post',
  async ask(api) {
    const me = claimsIn(await api.get('https://login.yandex.ru/info?format=json'));
    return said({
      iss: 'https://login.yandex.ru/info',
      sub: idOf(me['id']),
      name: me['real_name'],
      given_name: me['first_name'],
      family_name: me['last_name'],
      nickname: me['login'],
      email: me['default_email'],
      gender: me['sex'],
      birthdate: me['birthday'],
    });
  },
};
