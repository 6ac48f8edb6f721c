import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The rules of ARCHITECTURE.md, held against what stands in `src/`. A broken rule names every file that breaks it. */
const root = fileURLToPath(new URL('../src', import.meta.url));
const files = globSync('**/*.ts', { cwd: root }).sort();

/** From the left to the right: a folder imports itself, what stands left of it, and its neighbours as long as no circle comes of it. */
const LAYERS: readonly (readonly string[])[] = [
  ['clock', 'log', 'tracing', 'errors', 'json', 'crypto', 'messages', 'jsonnet'],
  ['config', 'ui', 'http', 'db', 'outgoing'],
  ['schema'],
  ['identity', 'session', 'courier', 'webauthn', 'oidc', 'events', 'operations'],
  ['core'],
  ['flow'],
  ['hooks'],
  ['flow/*'],
  ['methods/*'],
  ['pages', 'legacy'],
  ['calls', 'routes', 'server', 'listening', 'cli', 'index'],
];

/** What the pages may see: a third party's UI knows no more than the wire. */
const PAGES_SEE = ['clock', 'config', 'crypto', 'errors', 'http', 'messages', 'pages', 'ui'];

/** Files over 300 lines, and why they are better whole. */
const LONG_FOR_A_REASON: Readonly<Record<string, string>> = {};

interface Source {
  readonly path: string;
  /** Without comments. */
  readonly code: string;
  readonly lines: number;
  /** Modules of this project, as paths from `src/`. */
  readonly imports: readonly string[];
  /** Everything else: packages and Node's modules. */
  readonly packages: readonly string[];
}

const sources = new Map(
  files.map((path): [string, Source] => {
    const text = readFileSync(join(root, path), 'utf8');
    const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
    const specifiers = [...code.matchAll(/(?:^|[\s;])(?:import|export)\b[^'";]*?(?:\bfrom\s+)?'([^']+)'/g), ...code.matchAll(/\bimport\('([^']+)'\)/g)].map((match) => match[1] ?? '');
    const own = specifiers.filter((s) => s.startsWith('.')).map((s) => normalize(join(dirname(path), s)));
    return [path, { path, code, lines: text.split('\n').length - 1, imports: own.filter((s) => s.endsWith('.ts')), packages: specifiers.filter((s) => !s.startsWith('.')) }];
  }),
);

/** `flow/settings/submit.ts` → `flow/settings`, `flow/store.ts` → `flow`, `clock.ts` → `clock`. */
function folderOf(path: string): string {
  const [first = '', second] = path.split('/');
  if (second === undefined) return first.replace(/\.ts$/, '');
  const nested = (first === 'flow' || first === 'methods') && path.split('/').length > 2;
  return nested ? `${first}/${second}` : first;
}

/** Where a folder stands; lists of what a layer holds (`methods/index.ts`) stand with their layer. */
function layerOf(folder: string): number {
  const wanted = folder === 'methods' ? 'methods/*' : folder.includes('/') ? `${folder.split('/')[0]}/*` : folder;
  return LAYERS.findIndex((layer) => layer.includes(wanted));
}

const breaking = (rule: (source: Source) => readonly string[]): string[] => [...sources.values()].flatMap((source) => rule(source).map((what) => `${source.path}: ${what}`));
const containing = (pattern: RegExp, except: (path: string) => boolean): string[] => breaking(({ path, code }) => (except(path) ? [] : [...new Set(code.match(new RegExp(pattern, 'g')) ?? [])]));

/** The first circle in a graph, as its stations. */
function circle(graph: ReadonlyMap<string, Iterable<string>>): string[] | undefined {
  const done = new Set<string>();
  const visit = (at: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(at)) return [...way.slice(way.indexOf(at)), at];
    if (done.has(at)) return undefined;
    for (const next of graph.get(at) ?? []) {
      const found = visit(next, [...way, at]);
      if (found !== undefined) return found;
    }
    done.add(at);
    return undefined;
  };
  for (const start of graph.keys()) {
    const found = visit(start, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

describe('architecture', () => {
  test('there is something to look at', () => assert.ok(files.length > 50, `${files.length} files under ${relative(process.cwd(), root)}`));

  test('every folder has a layer', () => assert.deepEqual([...new Set(files.map(folderOf).filter((folder) => layerOf(folder) < 0))], []));

  test('a folder imports nothing from a layer right of its own', () => {
    assert.deepEqual(
      breaking(({ path, imports }) => imports.filter((to) => layerOf(folderOf(to)) > layerOf(folderOf(path)))),
      [],
    );
  });

  test('no flow imports another flow, no method another method', () => {
    const siblings = (a: string, b: string): boolean => a !== b && a.includes('/') && b.includes('/') && a.split('/')[0] === b.split('/')[0];
    assert.deepEqual(
      breaking(({ path, imports }) => imports.filter((to) => siblings(folderOf(path), folderOf(to)))),
      [],
    );
  });

  test('every import leads to a file that is there', () => {
    assert.deepEqual(
      breaking(({ imports }) => imports.filter((to) => !sources.has(to))),
      [],
    );
  });

  test('no file is part of an import circle', () => {
    assert.equal(circle(new Map([...sources].map(([path, { imports }]) => [path, imports])))?.join(' → '), undefined);
  });

  test('no folder is part of an import circle', () => {
    const folders = new Map<string, Set<string>>();
    for (const { path, imports } of sources.values()) {
      const from = folderOf(path);
      const to = folders.get(from) ?? new Set();
      folders.set(from, to);
      for (const folder of imports.map(folderOf)) if (folder !== from) to.add(folder);
    }
    assert.equal(circle(folders)?.join(' → '), undefined);
  });

  test('only the database layer and stores hold queries', () => {
    const mayQuery = (path: string): boolean => path.startsWith('db/') || /(^|[/-])store\.ts$/.test(path);
    assert.deepEqual(containing(/\.(?:selectFrom|insertInto|updateTable|deleteFrom)\(/, mayQuery), []);
    assert.deepEqual(
      breaking(({ path, imports, packages }) => (mayQuery(path) ? [] : [...packages.filter((name) => /^(kysely|pg|node:sqlite)/.test(name)), ...imports.filter((to) => to === 'db/statement.ts')])),
      [],
    );
  });

  test('only the clock reads time', () => {
    assert.deepEqual(
      containing(/\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bprocess\.hrtime\b/, (path) => path === 'clock.ts'),
      [],
    );
  });

  test('only crypto makes randomness', () => {
    assert.deepEqual(
      containing(/\bMath\.random\b|\bcrypto\.randomUUID\b|\bgetRandomValues\b|\bimport \{[^}]*\brandom\w+[^}]*\} from '(?:node:)?crypto'/, (path) => path.startsWith('crypto/')),
      [],
    );
  });

  test('only config reads the environment', () => {
    assert.deepEqual(
      containing(/\bprocess\.env\b/, (path) => path.startsWith('config/')),
      [],
    );
  });

  test('only outgoing calls other machines', () => {
    // What hands a call on to our own APIs, in process, is called fetch as well.
    const door = (path: string): boolean => path.startsWith('outgoing/') || ['server.ts', 'pages/public-api.ts'].includes(path);
    assert.deepEqual(
      containing(/(?<![.\w])fetch\((?!\w+:)|\bglobalThis\.fetch\b|= fetch\b|\bimport \{[^}]*\b(?:request|connect|lookup)\b[^}]*\} from '(?:node:)?(?:https?|http2|net|tls|dns)[^']*'/, door),
      [],
    );
  });

  test('only http takes requests and makes responses; all others hand its answers on', () => {
    // The pages and the command line are clients of the APIs, and oidc one of providers: they make requests to them.
    const edge = (path: string): boolean => /^(http|cli)\//.test(path) || ['server.ts', 'pages/public-api.ts', 'oidc/fetch.ts'].includes(path);
    assert.deepEqual(containing(/\bnew (?:Request|Response)\b|\bResponse\.json\b|: ?Request\b/, edge), []);
  });

  test('pages see nothing but the wire', () => {
    assert.deepEqual(
      breaking(({ path, imports }) => (path.startsWith('pages/') ? imports.filter((to) => !PAGES_SEE.includes(folderOf(to))) : [])),
      [],
    );
  });

  test('files are called by the words of the wire', () => {
    assert.deepEqual(
      files.filter((path) => /util|helper|manager|service|strategy|handler|common|misc|(^|[/-])base\.ts/i.test(path)),
      [],
    );
  });

  test('what is exported is called by the words of the wire', () => {
    assert.deepEqual(
      containing(/(?<=export (?:async )?(?:function|const|class|interface|type) )\w*(?:Util|Helper|Manager|Service|Strategy|Handler|Common)s?\b/, () => false),
      [],
    );
  });

  test('no file is longer than one can hold in the head', () => {
    assert.deepEqual(
      breaking(({ path, lines }) => (lines > 300 && LONG_FOR_A_REASON[path] === undefined ? [`${lines} lines`] : [])),
      [],
    );
  });
});
