import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type ConfigInput, createConfig } from '../../src/config/config.ts';
import { LANGUAGES, namesOf, wantedIn } from '../../src/courier/languages.ts';
import { compileTemplate } from '../../src/courier/template.ts';
import { type Filled, loadTemplates, type Templates } from '../../src/courier/templates.ts';
import type { TemplateType } from '../../src/courier/words.ts';
import { anywhere } from '../support/outgoing.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Templates of an operator who keeps these files. */
async function loaded(files: Readonly<Record<string, string>> = {}, courier: ConfigInput['courier'] = {}): Promise<Templates> {
  const folder = mkdtempSync(join(tmpdir(), 'zelos-templates-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return loadTemplates(createConfig({ courier: { template_override_path: folder, ...courier } }), anywhere);
}
const base64 = (text: string): string => `base64://${Buffer.from(text).toString('base64')}`;

describe('a template', () => {
  const data = { To: 'ada', Code: 0, None: {}, Identity: { traits: { locale: 'de', name: '<Ada>', tags: ['a', 'b'] } } };
  const filled = (source: string): string => compileTemplate(source, (value) => value.replace('<', '&lt;'))(data);

  test('puts values in, escaped, and nothing where there is none', () => {
    assert.equal(filled('Hi {{ .Identity.traits.name }},\n {{- .To -}} \n!{{ .Nothing }}{{/* "not said */}}'), 'Hi &lt;Ada>,ada!');
  });

  test('says one thing or the other', () => {
    const source = (trait: string): string => `{{ if eq .Identity.traits.${trait} "de" "at" }}Hallo{{ else if ne .To "ada" }}Salut{{ else }}Hello{{ end }}!`;
    assert.equal(filled(source('locale')), 'Hallo!');
    assert.equal(filled(source('name')), 'Hello!');
    assert.equal(filled(source('toString')), 'Hello!');
  });

  test('takes what is empty, zero or missing for no, as Go does', () => {
    for (const [condition, yes] of [
      ['.To', true],
      ['.Code', false],
      ['.None', false],
      ['.Nothing', false],
      ['.Nothing.deeper', false],
      ['and .To .Identity', true],
      ['and .Nothing .To', false],
      ['or .Nothing .To', true],
      ['or .Nothing .None', false],
      ['not .None', true],
      ['and .To (not (eq .To "eve"))', true],
      ['.To | hasPrefix `a`', true],
      ['eq (len .Identity.traits.tags) 2', true],
    ] as const)
      assert.equal(filled(`{{ if ${condition} }}yes{{ else }}no{{ end }}`), yes ? 'yes' : 'no', condition);
  });

  test('goes through lists, and knows where it is and where it began', () => {
    assert.equal(filled('{{ range .Identity.traits.tags }}{{ . }} for {{ $.To }}; {{ end }}'), 'a for ada; b for ada; ');
    assert.equal(filled('{{ range .None }}x{{ else }}none{{ end }}'), 'none');
    assert.equal(filled('{{ with .Identity.traits }}{{ .name }}{{ end }}'), '&lt;Ada>');
  });

  test('calls what it defines, with what it gives', () => {
    const source = '{{ define "de" }}Hallo {{ .name }}{{ $.To }}{{ end }}{{ if eq .Identity.traits.locale "de" }}{{ template "de" .Identity.traits }}{{ else }}{{ template "en" . }}{{ end }}';
    assert.equal(compileTemplate(source, undefined, ['{{ define "en" }}Hello {{ .To }}{{ end }}'])(data), 'Hallo <Ada>');
    assert.equal(compileTemplate('{{ template "en" . }}', undefined, ['{{ define "en" }}Hello {{ .To }}{{ end }}'])(data), 'Hello ada');
  });

  test('sends values through functions', () => {
    assert.equal(filled('{{ .Nothing | default "you" | upper }} {{ index .Identity.traits "locale" }} {{ " }} " | trim }}'), 'YOU de }}');
  });

  test('that is more than that is refused, by name', () => {
    for (const [source, why] of [
      ['{{ .To', /not closed/],
      ['{{ if .To }}x', /if.*not closed/],
      ['{{ end }}', /closes nothing/],
      ['{{ if .To }}a{{ else }}b{{ else }}c{{ end }}', /not followed/],
      ['{{ define "x" }}', /define.*not closed/],
      ['{{ define "x" }}{{ define "y" }}{{ end }}{{ end }}', /within another/],
      ['{{ template "x" . }}', /not defined/],
      ['{{ define "x" }}{{ template "y" . }}{{ end }}{{ define "y" }}{{ template "x" . }}{{ end }}', /calls itself/],
      ['{{ block "x" . }}{{ end }}', /block/],
      ['{{ .To | now }}', /needs now/],
      ['{{ constructor .To }}', /needs constructor/],
      ['{{ $x := .To }}', /not understood/],
      ['{{ .To "a" }}', /not understood/],
      ['{{ (eq .To "a" }}', /not closed/],
      ['{{ eq }}', /gives nothing/],
      ['{{ To }}', /needs To/],
      ['{{}}', /too early/],
    ] as const)
      assert.throws(() => compileTemplate(source), why, source);
  });
});

describe('the language of a message', () => {
  const subjectIn = (templates: Templates, ...wanted: readonly string[]): string => templates.fill('login_code_valid', 'email', { LoginCode: '123456' }, wanted).subject;

  test('is the first that is wanted and there, however exactly it is named', async () => {
    const templates = await loaded();
    for (const [wanted, subject] of [
      [['de'], 'Ihr Code zum Anmelden'],
      [['de-CH'], 'Ihr Code zum Anmelden'],
      [['de_AT.UTF-8', 'fr_CA'], 'Votre code de connexion'],
      [['tlh', 'es-419', 'de'], 'Tu código para iniciar sesión'],
      [['tlh'], 'Your code to sign in'],
      [['__proto__', '../de', ''], 'Your code to sign in'],
      [[], 'Your code to sign in'],
    ] as const)
      assert.equal(subjectIn(templates, ...wanted), subject, wanted.join());
  });

  test('is the configured one where nothing else is known, and must be there', async () => {
    assert.equal(subjectIn(await loaded({}, { default_language: 'de-DE' }), 'tlh'), 'Ihr Code zum Anmelden');
    await assert.rejects(loaded({}, { default_language: 'tlh' }), /default_language.*"tlh"/);
  });

  test('is asked of Accept-Language by weight', () => {
    assert.deepEqual(wantedIn('fr;q=0.5, de-CH, *;q=0.1, en;q=0.8, es;q=0'), ['de-CH', 'en', 'fr']);
    assert.deepEqual(wantedIn(''), []);
    assert.deepEqual(namesOf('zh-Hant-TW'), ['zh-hant-tw', 'zh-hant', 'zh']);
  });

  test('tells moments, too', async () => {
    const templates = await loaded({ 'login_code/valid/email.subject.gotmpl': 'until {{ .Until }}' });
    const subjectOf = (lang: string): string => templates.fill('login_code_valid', 'email', { Until: new Date(1_790_000_000_000) }, [lang]).subject;
    assert.match(subjectOf('en'), /^until 21 September 2026 at .*UTC$/);
    assert.match(subjectOf('de'), /^until 21\. September 2026 um .*UTC$/);
  });

  test('shows in the HTML, for those who have it read to them', async () => {
    const templates = await loaded();
    for (const lang of LANGUAGES.keys()) assert.match(templates.fill('login_code_valid', 'email', {}, [lang]).html ?? '', new RegExp(`<html lang="${lang}">`));
  });
});

describe("an operator's templates", () => {
  const place = 'login_code/valid';
  const fill = (templates: Templates, ...wanted: readonly string[]): Filled => templates.fill('login_code_valid', 'email', { LoginCode: '123456' }, wanted);

  test('stand in front of ours, for all languages or for one', async () => {
    const templates = await loaded({
      [`${place}/email.subject.gotmpl`]: 'Acme',
      [`${place}/email.subject.de.gotmpl`]: 'Acme auf Deutsch',
      [`${place}/email.body.plaintext.fr.gotmpl`]: 'le {{ .LoginCode }}',
    });
    assert.equal(fill(templates, 'de').subject, 'Acme auf Deutsch');
    assert.match(fill(templates, 'de').text, /Geben Sie diesen Code ein/);
    assert.equal(fill(templates, 'fr').subject, 'Acme');
    assert.equal(fill(templates, 'fr').text, 'le 123456');
  });

  test('bring languages that we do not speak', async () => {
    const templates = await loaded({ [`${place}/email.subject.pt-br.gotmpl`]: 'Seu código' }, { default_language: 'de' });
    assert.equal(fill(templates, 'pt-BR').subject, 'Seu código');
    assert.match(fill(templates, 'pt-BR').text, /Geben Sie/, 'what is missing is said in the configured language');
    assert.equal(fill(templates, 'pt').subject, 'Ihr Code zum Anmelden');
    assert.equal(templates.fill('recovery_code_valid', 'email', {}, ['pt-BR']).subject, 'Ihr Code, um wieder in Ihr Konto zu kommen');
  });

  test('named in the configuration stand in front of files for all languages, behind those for one', async () => {
    const courier = { templates: { login_code: { valid: { email: { subject: base64('configured') } } } } };
    const templates = await loaded({ [`${place}/email.subject.gotmpl`]: 'file', [`${place}/email.subject.de.gotmpl`]: 'Datei' }, courier);
    assert.equal(fill(templates, 'en').subject, 'configured');
    assert.match(fill(templates, 'en').html ?? '', /123456/);
    assert.equal(fill(templates, 'de').subject, 'Datei');
  });

  test('may be in parts, in files beside them', async () => {
    const templates = await loaded({
      [`${place}/email.body.plaintext.gotmpl`]: '{{ template "code" . }}{{ template "foot" }}',
      [`${place}/email.body.plaintext.parts.gotmpl`]: '{{ define "code" }}{{ .LoginCode }}{{ end }}{{ define "foot" }} Acme{{ end }}',
    });
    assert.equal(fill(templates, 'de').text, '123456 Acme');
  });

  test('cannot add lines to the head of a mail, or tags to its HTML, by what they are filled with', async () => {
    const templates = await loaded({ [`${place}/email.subject.gotmpl`]: 'For\r\nBcc: {{ .To }}', [`${place}/email.body.gotmpl`]: '<b>{{ .To }}</b>' });
    const filled = templates.fill('login_code_valid', 'email', { To: 'a\n<i>"b"</i>' });
    assert.equal(filled.subject, 'For Bcc: a <i>"b"</i>');
    assert.equal(filled.html, '<b>a\n&lt;i&gt;&quot;b&quot;&lt;/i&gt;</b>');
  });

  test('that cannot be understood stop the start, by the name of the file', async () => {
    await assert.rejects(loaded({ [`${place}/email.body.de.gotmpl`]: '{{ if .X }}' }), /email\.body\.de\.gotmpl cannot be used.*not closed/);
  });
});

describe('our own words', () => {
  const types = Object.keys(LANGUAGES.get('en')?.messages ?? {}) as TemplateType[];
  const fields = (text: string): string[] => [...new Set(text.match(/\{\{[^}]*\}\}/g))].sort();

  for (const [lang, { messages }] of LANGUAGES)
    test(`say in ${lang} what they say in English, with the same values`, () => {
      for (const type of types) {
        const [ours, english] = [messages[type], LANGUAGES.get('en')?.messages[type]];
        assert.ok(english);
        assert.deepEqual(fields(JSON.stringify(ours.parts)), fields(JSON.stringify(english.parts)), type);
        assert.deepEqual(fields(ours.sms), fields(english.sms), type);
        assert.ok(ours.subject.length <= 70, `${type}: ${ours.subject}`);
      }
    });
});
