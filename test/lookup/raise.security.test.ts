import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientKind } from '../support/clients.ts';
import { login, signedIn } from '../support/flows.ts';
import { everywhere } from '../support/harness.ts';
import { enrolApp, enrolCodes, secondFactors, sessionOf } from '../support/totp.ts';

everywhere(
  'where one factor is enough to add another, as with Kratos',
  (kind: ClientKind, zelos) => {
    test('a second factor that is added proves nothing for somebody who has one already', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      await enrolApp(client);
      const weak = zelos().client(kind);
      await login(weak, person);
      await enrolCodes(weak);
      const { aal, methods } = await sessionOf(weak);
      assert.deepEqual([aal, methods], ['aal1', ['password:aal1']]);
    });
  },
  { config: { preset: 'kratos', selfservice: { ...secondFactors.selfservice, flows: { settings: { required_aal: 'aal1' } } } } },
);
