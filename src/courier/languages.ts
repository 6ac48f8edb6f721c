import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import type { Language } from './words.ts';

/** The languages that we speak, by name. */
export const LANGUAGES: ReadonlyMap<string, Language> = new Map([en, de, fr, es].map((language) => [language.lang, language]));

/** In characters: what is longer names no language. */
const LONGEST = 35;

/** `de_DE` → `de-de`, `de`: a language as it may be called, the most exact first. Nothing for what is none. */
export function namesOf(tag: string): readonly string[] {
  const parts = tag.length <= LONGEST && /^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i.test(tag) ? tag.toLowerCase().split(/[-_]/) : [];
  return parts.map((_, i) => parts.slice(0, parts.length - i).join('-'));
}

/** What an `Accept-Language` asks for, the most wanted first. */
export function wantedIn(header: string): readonly string[] {
  const wanted = header
    .slice(0, 500)
    .split(',')
    .map((entry) => {
      const [tag = '', ...rest] = entry.split(';').map((part) => part.trim());
      const q = Number(rest.find((part) => part.startsWith('q='))?.slice(2) ?? 1);
      return { tag, q };
    });
  return wanted
    .filter(({ tag, q }) => tag !== '' && tag !== '*' && q > 0)
    .sort((a, b) => b.q - a.q)
    .map(({ tag }) => tag);
}
