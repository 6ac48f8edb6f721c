import type { Run } from '../run.ts';
import { type Field, type Layer, ObjectValue, type Value } from '../value.ts';
import { arrays } from './arrays.ts';
import { encoding } from './encoding.ts';
import { escapes } from './escapes.ts';
import { joining } from './joining.ts';
import { manifest } from './manifest.ts';
import { manifestToml } from './manifest-toml.ts';
import { manifestYaml } from './manifest-yaml.ts';
import { math } from './math.ts';
import { native } from './native.ts';
import { objects } from './objects.ts';
import { parsing } from './parsing.ts';
import { sets } from './sets.ts';
import { strings } from './strings.ts';
import { types } from './types.ts';

const hidden = (constant: Value): Field => ({ visibility: 'hidden', constant, body: undefined, scope: undefined });

const DEFINITIONS = { ...types, ...math, ...strings, ...escapes, ...parsing, ...encoding, ...arrays, ...joining, ...sets, ...objects, ...manifest, ...manifestYaml, ...manifestToml };
const FIELDS: readonly (readonly [string, Field])[] = [...Object.entries(DEFINITIONS).map(([name, define]) => [name, hidden(define(name))] as const), ['pi', hidden(Math.PI)]];
const LAYER: Layer = { fields: new Map(FIELDS), members: undefined, scope: undefined };

/** `std` of one evaluation. What the library is made of is shared by all; only what comes from outside is its own. */
export function standardLibrary(run: Run, file: string, extVar: (run: Run, name: string) => Value): ObjectValue {
  const own = new Map([
    ['thisFile', hidden(file)],
    ['extVar', hidden(native('x: string', extVar)('extVar'))],
  ]);
  return new ObjectValue(run, [LAYER, { fields: own, members: undefined, scope: undefined }]);
}
