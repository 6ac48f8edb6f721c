import { claimsIn, idOf, type Kind, ProviderFailure } from '../kind.ts';

/**
 * Entra ID. `sub` is another one for each application; `oid` names the person in all of them, and so does `me`, which asks
 * Microsoft Graph. A token that carries neither is of no use to those who have chosen so.
 */
export const microsoft: Kind = {
  issuer: ({ microsoft_tenant }) => `https://login.microsoftonline.com/${encodeURIComponent(microsoft_tenant ?? 'common')}/v2.0`,
  async read(claims, _brought, api, { subject_source }) {
    if (subject_source === 'userinfo') return claims;
    const sub = idOf(subject_source === 'oid' ? claims['oid'] : claimsIn(await api.get('https://graph.microsoft.com/v1.0/me'))['id']);
    if (sub === undefined) throw new ProviderFailure(`it gave no id by ${subject_source}`);
    return { ...claims, sub };
  },
};
