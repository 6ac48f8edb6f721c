import { quoted, toText } from '../json.ts';
import { type Definition, type Library, native } from './native.ts';

const escape = (escaped: (text: string) => string): Definition => native('str_: any', (run, str) => run.made(escaped(run.made(toText(run, str)))));

const XML: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&apos;' };
const escapeXml = (text: string): string => text.replace(/[<>&"']/g, (character) => XML[character] as string);

export const escapes: Library = {
  escapeStringJson: escape(quoted),
  escapeStringPython: native('str: any', (run, str) => run.made(quoted(run.made(toText(run, str))))),
  escapeStringBash: escape((text) => `'${text.replaceAll("'", `'"'"'`)}'`),
  escapeStringDollars: escape((text) => text.replaceAll('$', '$$$$')),
  escapeStringXML: escape(escapeXml),
  // The documentation's name; the implementations know the other one.
  escapeStringXml: escape(escapeXml),
};
