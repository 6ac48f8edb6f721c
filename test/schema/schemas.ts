/** A schema with every kind of trait that has a rule of its own. */
export const everything = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  definitions: { shortText: { type: 'string', maxLength: 10 } },
  properties: {
    traits: {
      type: 'object',
      required: ['email', 'terms'],
      additionalProperties: false,
      properties: {
        email: {
          type: 'string',
          format: 'email',
          title: 'E-Mail',
          minLength: 3,
          'ory.sh/kratos': { credentials: { password: { identifier: true } }, verification: { via: 'email' }, recovery: { via: 'email' } },
        },
        phone: { type: 'string', format: 'tel', title: 'Phone', 'ory.sh/kratos': { credentials: { code: { identifier: true, via: 'sms' } }, verification: { via: 'sms' } } },
        name: { type: 'object', required: ['first'], properties: { first: { type: 'string', title: 'First name', pattern: '^[A-Z]' }, last: { $ref: '#/definitions/shortText' } } },
        address: { type: 'object', properties: { street: { type: 'string' }, geo: { type: 'object', properties: { lat: { type: 'number' } } } } },
        size: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 10, multipleOf: 0.5 },
        age: { type: 'integer', minimum: 18, maximum: 150 },
        terms: { type: 'boolean', const: true },
        born: { type: 'string', format: 'date' },
        seen: { type: 'string', format: 'date-time' },
        site: { type: 'string', format: 'uri' },
        color: { type: 'string', enum: ['red', 'green'] },
        tags: { type: 'array', title: 'Tags', items: { type: 'string' }, minItems: 1, maxItems: 3, uniqueItems: true },
        pets: { type: 'array', items: { type: 'object', properties: { legs: { type: 'integer' } } } },
        nick: { type: ['string', 'null'] },
        contact: { anyOf: [{ type: 'string', minLength: 5 }, { type: 'integer' }] },
      },
    },
  },
};

/** A schema with one closed trait of each kind. */
export const guarded = {
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      properties: {
        email: { type: 'string', format: 'email' },
        plan: { type: 'string', title: 'Plan', 'ory.sh/kratos': { access: 'read_only' } },
        born: { type: 'string', title: 'Born', 'ory.sh/kratos': { access: 'write_once' } },
        risk: { type: 'object', properties: { score: { type: 'number' } }, 'ory.sh/kratos': { access: 'hidden' } },
      },
    },
  },
};
