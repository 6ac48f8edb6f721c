import { attributes, type Html, html } from './html.ts';
import type { Look } from './look.ts';

/** A moment as people tell it, with the exact one beside. @param moment RFC 3339 */
export const ago = (moment: string, { words, now }: Look): Html =>
  html`<time${attributes({ datetime: moment, title: words.exactly(Date.parse(moment)) })}>${words.ago(Date.parse(moment), now)}</time>`;
