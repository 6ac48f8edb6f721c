import { compile, type Outside } from '../src/jsonnet/jsonnet.ts';

/** What one evaluation costs, for the README of `src/jsonnet`. Run it alone: `node bench/jsonnet.ts`. */
const MAPPER = `
local claims = std.extVar('claims');
{
  identity: {
    traits: {
      [if 'email' in claims then 'email' else null]: claims.email,
      name: { first: claims.given_name },
    },
  },
}`;

const HOOK_BODY = `
local ctx = std.extVar('ctx');
{
  id: ctx.identity.id,
  email: ctx.identity.traits.email,
  roles: std.set([std.asciiLower(role) for role in std.get(ctx.identity.metadata_public, 'roles', [])]),
  headers: { [name]: std.join(', ', ctx.request_headers[name]) for name in std.objectFields(ctx.request_headers) if std.startsWith(name, 'X-') },
  text: 'Hello %(first)s %(last)s, you have %(count)03d new messages' % (ctx.identity.traits.name { count: std.length(ctx.messages) }),
}`;

const CLAIMS = { iss: 'https://accounts.example.org', sub: '1234567890', email: 'ann@example.org', email_verified: true, given_name: 'Ann', family_name: 'Lee', locale: 'en', aud: ['client'] };
const CTX = {
  identity: {
    id: '9f425a8d-7efc-4768-8f23-7647a74fdf13',
    traits: { email: 'ann@example.org', name: { first: 'Ann', last: 'Lee' } },
    metadata_public: { roles: ['Admin', 'Editor', 'admin'] },
  },
  request_headers: { Accept: ['text/html'], 'User-Agent': ['curl'], 'X-Request-Id': ['abc'], 'X-Forwarded-For': ['10.0.0.1', '10.0.0.2'] },
  messages: Array.from({ length: 10 }, (_, at) => ({ at })),
};

const SUBJECTS: readonly { readonly name: string; readonly source: string; readonly outside: Outside }[] = [
  { name: 'claims mapper', source: MAPPER, outside: { extVars: { claims: CLAIMS } } },
  { name: 'hook body', source: HOOK_BODY, outside: { extVars: { ctx: CTX } } },
  { name: '1,000 elements mapped, sorted, joined', source: "std.join(',', std.sort(std.map(function(x) 'n%d' % (x * 7 % 1000), std.range(1, 1000))))", outside: {} },
];

/** Milliseconds of one call, over as many as fit into a second, after as many to warm up. */
function measure(work: () => unknown): number {
  let each = 0;
  for (let round = 0; round < 2; round += 1) {
    const start = performance.now();
    let calls = 0;
    while (performance.now() - start < 1000) {
      work();
      calls += 1;
    }
    each = (performance.now() - start) / calls;
  }
  return each;
}

console.table(
  SUBJECTS.map(({ name, source, outside }) => {
    const start = performance.now();
    const program = compile(source);
    program.evaluate(outside);
    const first = performance.now() - start;
    return {
      program: name,
      'first ms': first.toFixed(2),
      'compile ms': measure(() => compile(source)).toFixed(4),
      'evaluate ms': measure(() => program.evaluate(outside)).toFixed(4),
    };
  }),
);
