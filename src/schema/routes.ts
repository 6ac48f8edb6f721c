import { apiErrors } from '../errors.ts';
import { json } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import type { Schemas } from './identity-schema.ts';

/** Identity schemas are public: pages build their forms from them. A schema is found by its id, or by its id in base64url as in `schema_url`. */
export const schemaRoutes = (schemas: Schemas): Route[] => [
  { method: 'GET', path: '/schemas', errors: 'json', answer: () => json(schemas.list().map(({ id, raw }) => ({ id, schema: raw }))) },
  {
    method: 'GET',
    path: '/schemas/:id',
    errors: 'json',
    answer(exchange) {
      const id = exchange.param('id');
      const schema = schemas.find(id) ?? schemas.find(Buffer.from(id, 'base64url').toString());
      if (schema === undefined) throw apiErrors.notFound();
      return json(schema.raw);
    },
  },
];
