import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { escapeHtml } from '../http/answer.ts';
import { readDocument } from '../schema/load.ts';
import { compileTemplate, type Template, type TemplateData } from './template.ts';
import { type TemplateType, WORDS, type Words } from './words.ts';

/** A message, ready to be sent. */
export interface Filled {
  readonly subject: string;
  readonly text: string;
  /** None for text messages. */
  readonly html: string | undefined;
}

export interface Templates {
  fill(type: TemplateType, via: 'email' | 'sms', data: TemplateData): Filled;
}

type Compiled = { readonly [Part in keyof Words]: Template };

/**
 * The operator's templates, in Kratos' places and form, in front of our own words.
 * @throws Error that names a template that cannot be read or understood
 */
export async function loadTemplates({ courier }: Pick<Config, 'courier'>): Promise<Templates> {
  const types = Object.keys(WORDS) as TemplateType[];
  const compiled = new Map(await Promise.all(types.map(async (type): Promise<[TemplateType, Compiled]> => [type, await compiledOf(type, courier)])));
  return {
    fill(type, via, data) {
      const template = compiled.get(type);
      if (template === undefined) throw new Error(`there is no template ${type}`);
      if (via === 'sms') return { subject: '', text: template.sms(data).trim(), html: undefined };
      // A subject is one line, whatever a value holds.
      return { subject: template.subject(data).replace(/\s+/g, ' ').trim(), text: template.text(data), html: template.html(data) };
    },
  };
}

async function compiledOf(type: TemplateType, courier: Config['courier']): Promise<Compiled> {
  const [, group = type, variant] = /^(.*)_(valid|invalid)$/.exec(type) ?? [];
  const own = WORDS[type];
  const { email, sms } = configured(courier.templates, group, variant);
  const folder = courier.template_override_path === undefined ? undefined : join(courier.template_override_path, group, variant ?? '');
  const compile = async (part: keyof Words, url: string | undefined, file: string): Promise<Template> => {
    const source = (await given(url, folder && join(folder, file))) ?? own[part];
    try {
      return compileTemplate(source, part === 'html' ? escapeHtml : undefined);
    } catch (error) {
      throw new Error(`courier: the template ${url ?? (folder && join(folder, file)) ?? type} cannot be used: ${(error as Error).message}`, { cause: error });
    }
  };
  return {
    subject: await compile('subject', email?.subject, 'email.subject.gotmpl'),
    text: await compile('text', email?.body.plaintext, 'email.body.plaintext.gotmpl'),
    html: await compile('html', email?.body.html, 'email.body.gotmpl'),
    sms: await compile('sms', sms?.body.plaintext, 'sms.body.gotmpl'),
  };
}

type Either = Config['courier']['templates']['verifiable_address_changed'];

function configured(templates: Config['courier']['templates'], group: string, variant: string | undefined): Partial<Either> {
  const found = (templates as unknown as Readonly<Record<string, Either & Readonly<Record<string, Either>>>>)[group];
  return (variant === undefined ? found : found?.[variant]) ?? {};
}

/** The text at an address, else of a file if it is there. */
async function given(url: string | undefined, file: string | undefined): Promise<string | undefined> {
  if (url !== undefined) return readDocument(url).catch((error: Error) => Promise.reject(new Error(`courier: the template ${url} cannot be read: ${error.message}`, { cause: error })));
  if (file === undefined) return undefined;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
