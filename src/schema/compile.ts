import { Ajv, type ErrorObject, type Options } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonObject } from '../json.ts';
import { isPhone } from './normalise.ts';

export type Check = (document: unknown) => readonly ErrorObject[];

const OPTIONS: Options = { allErrors: true, strict: false, verbose: true, logger: false, validateFormats: true };

/**
 * Compiles a JSON Schema: draft-07 unless `$schema` names 2019-09 or 2020-12. Older drafts are read as draft-07, which
 * took over all that identity schemas use. Nothing is fetched for a `$ref`. @throws Error that says what is wrong
 */
export function compile({ $schema = '', ...schema }: JsonObject): Check {
  const ajv = newAjv(String($schema));
  addFormats.default(ajv);
  ajv.addFormat('email', isEmail);
  ajv.addFormat('tel', isPhone);
  const validate = ajv.compile(schema);
  return (document) => (validate(document) ? [] : (validate.errors ?? []));
}

function newAjv(dialect: string): Ajv {
  if (dialect.includes('2020-12')) return new Ajv2020(OPTIONS);
  if (dialect.includes('2019-09')) return new Ajv2019(OPTIONS);
  if (dialect === '' || /^https?:\/\/json-schema\.org\/(draft-0[3-7]\/)?schema#?$/.test(dialect)) return new Ajv(OPTIONS);
  throw new Error(`its $schema ${JSON.stringify(dialect)} is not supported; use draft-07, 2019-09 or 2020-12`);
}

/** As mail servers take them (RFC 5321 §4.5.3.1 for the lengths); a host without a dot is allowed, as in company networks. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const [local, host] = [text.slice(0, at), text.slice(at + 1)];
  return at > 0 && local.length <= 64 && host.length <= 253 && LOCAL_PART.test(local) && host.split('.').every((label) => HOST_LABEL.test(label));
}
const LOCAL_PART = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const HOST_LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;
