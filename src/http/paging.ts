import { isUuid } from '../crypto/random.ts';
import { type ApiError, apiErrors } from '../errors.ts';
import type { Exchange } from './exchange.ts';

const DEFAULT_PAGE_SIZE = 250;
const MAX_PAGE_SIZE = 1000;

/** `page_size` or the older `per_page`. @throws ApiError 400 */
export function pageSize(exchange: Exchange): number {
  const size = wholeNumber(exchange, 'page_size') ?? wholeNumber(exchange, 'per_page') ?? DEFAULT_PAGE_SIZE;
  if (size < 1 || size > MAX_PAGE_SIZE) throw apiErrors.badRequest(`A page has 1 to ${MAX_PAGE_SIZE} entries.`);
  return size;
}

/** @returns undefined if it is not there @throws ApiError 400 */
export function wholeNumber(exchange: Exchange, name: string): number | undefined {
  const given = exchange.query(name);
  if (given === undefined || given === '') return undefined;
  if (!/^\d{1,9}$/.test(given)) throw apiErrors.badRequest(`${name} must be a whole number.`);
  return Number(given);
}

/** Lists are read with one row more than a page has: where it is there, another page follows, behind the last that is shown. */
export function cutPage<Row>(rows: readonly Row[], size: number): { readonly shown: readonly Row[]; readonly last: Row | undefined } {
  const shown = rows.slice(0, size);
  return { shown, last: rows.length > size ? shown.at(-1) : undefined };
}

/** Where a page has ended, in a list that is ordered by numbers (a time, in milliseconds) and then by an id. */
export const pageToken = (...place: readonly [...numbers: number[], id: string]): string => Buffer.from(place.join('.')).toString('base64url');

/** The place that a page token stands for; undefined: the list begins at its first entry. @param numbers what they are, in their order @throws ApiError 400 */
export function placeIn<Name extends string>(exchange: Exchange, ...numbers: readonly Name[]): (Readonly<Record<Name, number>> & { readonly id: string }) | undefined {
  const token = exchange.query('page_token');
  if (!token) return undefined;
  const parts = Buffer.from(token, 'base64url').toString().split('.');
  const id = parts.pop() ?? '';
  if (parts.length !== numbers.length || !parts.every((part) => /^\d{1,15}$/.test(part)) || !isUuid(id)) throw notAToken();
  return { ...(Object.fromEntries(numbers.map((name, i) => [name, Number(parts[i])])) as Record<Name, number>), id };
}

export const notAToken = (): ApiError => apiErrors.badRequest('page_token must be one that a list gave.');

/** RFC 8288, with the path and all other parameters of the request. @param pages by relation, such as next: a page token, '' for the first page */
export function linkHeader(exchange: Exchange, pages: Readonly<Record<string, string | undefined>>, size: number): Record<string, string> {
  const links = Object.entries(pages).flatMap(([relation, token]) => {
    if (token === undefined) return [];
    const query = new URLSearchParams(exchange.url.searchParams);
    for (const name of ['page', 'per_page', 'page_token']) query.delete(name);
    query.set('page_size', String(size));
    if (token !== '') query.set('page_token', token);
    return [`<${exchange.url.pathname}?${query}>; rel="${relation}"`];
  });
  return { link: links.join(',') };
}
