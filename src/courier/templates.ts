import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { escapeHtml } from '../http/answer.ts';
import { readDocument } from '../outgoing/document.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import { LANGUAGES, namesOf } from './languages.ts';
import { layOut, type Sources } from './layout.ts';
import { compileTemplate, type Template, type TemplateData } from './template.ts';
import { en } from './words/en.ts';
import type { Language, TemplateType } from './words.ts';

/** A message, ready to be sent. */
export interface Filled {
  readonly subject: string;
  readonly text: string;
  /** None for text messages. */
  readonly html: string | undefined;
}

export interface Templates {
  /** @param wanted languages in the order in which they would be liked, as in `Accept-Language`; if none is there: the configured one */
  fill(type: TemplateType, via: 'email' | 'sms', data: TemplateData, wanted?: readonly string[]): Filled;
}

type Compiled = { readonly [Part in keyof Sources]: Template };

/**
 * The operator's templates, in Kratos' places and form, in front of our own words; each in any number of languages.
 * @throws Error that names a template that cannot be read or understood, or a language that is not there
 */
export async function loadTemplates({ courier }: Pick<Config, 'courier'>, outgoing: Outgoing): Promise<Templates> {
  const types = Object.keys(en.messages) as TemplateType[];
  const compiled = new Map(await Promise.all(types.map(async (type): Promise<[TemplateType, ReadonlyMap<string, Compiled>]> => [type, await compiledOf(type, courier, outgoing)])));
  const byDefault = namesOf(courier.default_language);
  if (![...compiled.values()].some((languages) => byDefault.some((name) => languages.has(name))))
    throw new Error(`courier.default_language: there are no templates in ${JSON.stringify(courier.default_language)}; there are some in ${[...LANGUAGES.keys()].join(', ')}`);
  return {
    fill(type, via, data, wanted = []) {
      const languages = compiled.get(type);
      const name = [...wanted.flatMap(namesOf), ...byDefault, en.lang].find((known) => languages?.has(known));
      const template = languages?.get(name ?? en.lang);
      if (template === undefined) throw new Error(`there is no template ${type}`);
      const spoken = inLanguage(data, name ?? en.lang);
      if (via === 'sms') return { subject: '', text: template.sms(spoken).trim(), html: undefined };
      // A subject is one line, whatever a value holds.
      return { subject: template.subject(spoken).replace(/\s+/g, ' ').trim(), text: template.text(spoken), html: template.html(spoken) };
    },
  };
}

/** Moments as people tell them, and as the pages do. Whose clock it is nobody knows, so it is everybody's. */
const inLanguage = (data: TemplateData, language: string): TemplateData =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      value instanceof Date ? `${new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(value)} UTC` : value,
    ]),
  );

/** A message in every language that it is there in. */
async function compiledOf(type: TemplateType, courier: Config['courier'], outgoing: Outgoing): Promise<ReadonlyMap<string, Compiled>> {
  const [, group = type, variant] = /^(.*)_(valid|invalid)$/.exec(type) ?? [];
  const configuredHere = configured(courier.templates, group, variant);
  const folder = courier.template_override_path === undefined ? undefined : join(courier.template_override_path, group, variant ?? '');
  const files = folder === undefined ? [] : await filesIn(folder);
  const languages = new Set([...LANGUAGES.keys(), ...files.flatMap((file) => LOCALISED.exec(file)?.[1] ?? [])]);
  const fallback =
    namesOf(courier.default_language)
      .map((name) => LANGUAGES.get(name))
      .find((language) => language !== undefined) ?? en;
  const load = async (name: string): Promise<[string, Compiled]> => [name, await compile(name, LANGUAGES.get(name) ?? fallback)];

  async function compile(name: string, language: Language): Promise<Compiled> {
    const own = layOut(language.messages[type], language);
    const part = async (which: keyof Sources, url: string | undefined, stem: string): Promise<Template> => {
      // In this language; else what stands for all of them, by address or by file; else ours.
      const [localised, plain] = [`${stem}.${name}.gotmpl`, `${stem}.gotmpl`];
      const file = files.includes(localised) ? localised : url === undefined && files.includes(plain) ? plain : undefined;
      const from = file === undefined ? url : join(folder ?? '', file);
      const source = file !== undefined ? await readFile(join(folder ?? '', file), 'utf8') : url !== undefined ? await textAt(url, outgoing) : own[which];
      try {
        return compileTemplate(source, which === 'html' ? escapeHtml : undefined, source === own[which] ? [] : await partsOf(stem, file));
      } catch (error) {
        throw new Error(`courier: the template ${from ?? type} cannot be used: ${(error as Error).message}`, { cause: error });
      }
    };
    /** As in Kratos, `{{ define }}`s may stand in files of their own beside it: `email.body.footer.gotmpl`. */
    const partsOf = async (stem: string, but: string | undefined): Promise<string[]> => {
      const beside = files.filter((file) => stemOf(file) === stem && file !== but);
      const sources = await Promise.all(beside.map((file) => readFile(join(folder ?? '', file), 'utf8')));
      return sources.filter((source) => /\{\{-?\s*define\b/.test(source));
    };
    const { email, sms } = configuredHere;
    return {
      subject: await part('subject', email?.subject, 'email.subject'),
      text: await part('text', email?.body.plaintext, 'email.body.plaintext'),
      html: await part('html', email?.body.html, 'email.body'),
      sms: await part('sms', sms?.body.plaintext, 'sms.body'),
    };
  }
  return new Map(await Promise.all([...languages].map(load)));
}

/** The part that a file is about: `email.body` for `email.body.footer.gotmpl`. */
const stemOf = (file: string): string | undefined =>
  file.endsWith('.gotmpl') ? ['email.body.plaintext', 'email.subject', 'email.body', 'sms.body'].find((stem) => file.startsWith(`${stem}.`)) : undefined;

/** `email.subject.de.gotmpl`, beside `email.subject.gotmpl`. */
const LOCALISED = /^(?:email\.subject|email\.body|email\.body\.plaintext|sms\.body)\.([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\.gotmpl$/;

type Either = Config['courier']['templates']['verifiable_address_changed'];

function configured(templates: Config['courier']['templates'], group: string, variant: string | undefined): Partial<Either> {
  const found = (templates as unknown as Readonly<Record<string, Either & Readonly<Record<string, Either>>>>)[group];
  return (variant === undefined ? found : found?.[variant]) ?? {};
}

const textAt = (url: string, outgoing: Outgoing): Promise<string> =>
  readDocument(url, outgoing).catch((error: Error) => Promise.reject(new Error(`courier: the template ${url} cannot be read: ${error.message}`, { cause: error })));

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
