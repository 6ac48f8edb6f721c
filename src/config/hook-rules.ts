import { readFileSync } from 'node:fs';
import { compile } from '../jsonnet/jsonnet.ts';
import type { Draft } from './derive.ts';
import { allHooks, type Hook, hasHookAfter, type Placed, type WebHook } from './hook-lists.ts';
import { localPath } from './local-path.ts';
import type { Report } from './located.ts';

/** Hooks that could never run, or never do what they say: their author believes in something that does not happen. */
export function judgeHooks(draft: Draft, wrong: Report): void {
  const { flows, methods } = draft.selfservice;
  for (const placed of allHooks(draft)) {
    const { at, hook, flow, method } = placed;
    const list = at.replace(/\[\d+\]$/, '');
    const settings = flows[flow];
    if (method !== undefined && !methods[method as Exclude<keyof typeof methods, 'b2b'>].enabled) wrong(list, `cannot take effect: the method ${method} is off`);
    else if ('enabled' in settings && !settings.enabled) wrong(list, `cannot take effect: ${flow} is off`);
    else if (hook.hook === 'web_hook') judgeWebHook(hook, `${at}.config`, wrong);
    else judgeVerification(draft, placed, hook.hook, wrong);
  }
  const { header_allowlist: headers, timeout } = draft.clients.web_hook;
  for (const [i, header] of headers.entries()) if (SECRET.test(header)) wrong(`clients.web_hook.header_allowlist[${i}]`, `must not be ${header}: it carries what people sign in with`);
  if (timeout > LONGEST_TIMEOUT) wrong('clients.web_hook.timeout', 'must not be longer than 1m: people wait for it');
}

/** Request headers that are as good as a session. */
const SECRET = /^(?:cookie|authorization|proxy-authorization|x-session-token)$/i;
const LONGEST_TIMEOUT = 60_000;
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

function judgeWebHook({ config }: WebHook, at: string, wrong: Report): void {
  const { can_interrupt, response, method, headers, body } = config;
  if (response.ignore && can_interrupt) wrong(`${at}.response.ignore`, 'cannot be on together with can_interrupt: an answer that is ignored interrupts nothing');
  if (response.ignore && response.parse) wrong(`${at}.response.ignore`, 'cannot be on together with parse');
  if (!/^[a-z]+$/i.test(method) || method.toUpperCase() === 'CONNECT') wrong(`${at}.method`, 'must be an HTTP method such as POST');
  for (const [name, value] of Object.entries(headers)) if (!TOKEN.test(name) || /[^\t\u0020-\u007e\u0080-\u00ff]/.test(value)) wrong(`${at}.headers.${name}`, 'is no header that can be sent');
  const problem = body === undefined ? undefined : problemOf(body);
  if (problem !== undefined) wrong(`${at}.body`, problem);
}

/** What is wrong with a template that can be read here and now; those far away are read at the start (outgoing/call.ts). */
function problemOf(body: string): string | undefined {
  const scheme = /^([a-z0-9]+):\/\//i.exec(body)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return undefined;
  if (scheme !== undefined && scheme !== 'file' && scheme !== 'base64') return `starts with ${scheme}://, and can be file://, http://, https://, base64:// or the template itself`;
  let text: string;
  try {
    text = scheme === undefined ? body : scheme === 'base64' ? Buffer.from(body.slice('base64://'.length), 'base64').toString('utf8') : readFileSync(localPath(body), 'utf8');
  } catch (error) {
    return `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`;
  }
  try {
    compile(text, { name: 'the template' });
    return undefined;
  } catch (error) {
    return `is no Jsonnet that can be understood: ${(error as Error).message}`;
  }
}

/** Hooks that rest on the verification flow. */
const VERIFYING: readonly Hook['hook'][] = ['verification', 'verify', 'show_verification_ui', 'verify_new_address'];

function judgeVerification(draft: Draft, { at, flow, method }: Placed, hook: Hook['hook'], wrong: Report): void {
  if (!VERIFYING.includes(hook)) return;
  const { verification, login } = draft.selfservice.flows;
  const methods = method === undefined ? Object.keys(login.after) : [method];
  if (!verification.enabled) wrong(`${at}.hook`, 'cannot take effect: verification is off');
  else if (flow === 'login' && hook === 'show_verification_ui' && !methods.some((one) => hasHookAfter(draft, flow, one, 'verification', 'verify')))
    wrong(`${at}.hook`, 'cannot take effect: a login starts no verification that could be shown, unless the hook `verification` stands beside it');
}
