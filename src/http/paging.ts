import { apiErrors } from '../errors.ts';
import type { Exchange } from './exchange.ts';

export const DEFAULT_PAGE_SIZE = 250;
export const MAX_PAGE_SIZE = 1000;

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
