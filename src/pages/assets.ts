import { readFileSync } from 'node:fs';
import { sha256hex } from '../crypto/digest.ts';

/** A file that pages load. Its name holds a hash of its content, so that browsers may keep it for good. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly content: string;
}

function asset(file: string, type: string): Asset {
  const content = readFileSync(new URL(`./assets/${file}`, import.meta.url), 'utf8');
  return { path: `/ui/assets/${sha256hex(content).slice(0, 16)}${file.slice(file.lastIndexOf('.'))}`, type, content };
}

export const stylesheet = asset('account.css', 'text/css; charset=utf-8');
export const script = asset('account.js', 'text/javascript; charset=utf-8');
