import { isObject, type JsonObject } from '../json.ts';
import { readDocument } from '../outgoing/document.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';

/**
 * Reads an identity schema from where the configuration says: `file://`, `http(s)://`, `base64://`, or the JSON itself.
 * @throws Error that says what is wrong, without the schema's name (the caller has it)
 */
export async function loadSchema(url: string, outgoing: Outgoing): Promise<JsonObject> {
  const text = await readDocument(url, outgoing);
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (error) {
    throw new Error(`it is not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  if (!isObject(schema)) throw new Error('it is not a JSON object');
  return schema;
}
