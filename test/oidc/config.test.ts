import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConfig } from '../../src/config/config.ts';
import { baseConfig, merged } from '../support/config.ts';
import { MAPPER } from './stub.ts';

const configWith = (...providers: Readonly<Record<string, unknown>>[]) =>
  createConfig(
    merged(baseConfig, {
      dsn: 'memory',
      selfservice: { methods: { oidc: { enabled: true, config: { providers: providers.map((more) => ({ client_id: 'c', client_secret: 's', mapper_url: MAPPER, ...more })) } } } },
    }),
  );

test('audiences of ID tokens are refused for who signs none, and taken for who does', () => {
  const audiences = { additional_id_token_audiences: ['app'] };
  for (const provider of ['github', 'discord', 'spotify'])
    assert.throws(() => configWith({ id: 'p', provider, ...audiences }), new RegExp(`providers\\[0\\]\\.additional_id_token_audiences cannot take effect: ${provider} signs no ID tokens`));
  for (const provider of ['google', 'facebook']) configWith({ id: 'p', provider, ...audiences });
});

test('two providers that are called alike are warned of', () => {
  const warned = (labels: (string | undefined)[]) => configWith(...labels.map((label, i) => ({ id: `p${i}`, provider: 'google', label }))).warnings.filter((text) => text.includes('label'));
  assert.match(warned(['Company', 'Company']).join(), /providers\[1\]\.label.*"Company" is there twice/);
  assert.deepEqual([warned(['Company', 'Firm']), warned([undefined, undefined])], [[], []]);
});

test('each of these may be switched on', () => {
  configWith({ id: 'p', provider: 'google', account_linking_mode: 'automatic', update_identity_on_login: 'automatic' });
});
