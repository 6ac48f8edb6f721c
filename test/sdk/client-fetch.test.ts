import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Configuration, FrontendApi, ResponseError } from '@ory/client-fetch';
import { runZelos, type ZelosProcess } from '../support/process.ts';
import { CookieJar } from './cookies.ts';
import { browserStory, nativeStory, type Sdk } from './story.ts';

describe('@ory/client-fetch', () => {
  let zelos: ZelosProcess;
  before(async () => {
    zelos = await runZelos();
  });
  after(() => zelos.end());

  const sdk: Sdk = {
    connect(kind) {
      const jar = new CookieJar();
      const browserFetch: typeof fetch = async (input, init) => {
        const headers = new Headers(init?.headers);
        if (jar.header !== '') headers.set('cookie', jar.header);
        const response = await fetch(input, { ...init, headers });
        jar.keep(response.headers.getSetCookie());
        return response;
      };
      return new FrontendApi(new Configuration({ basePath: zelos.publicUrl, headers: { Accept: 'application/json' }, ...(kind === 'browser' ? { fetchApi: browserFetch } : {}) }));
    },
    async refusal(error) {
      assert.ok(error instanceof ResponseError, String(error));
      return { status: error.response.status, body: await error.response.json() };
    },
  };

  test('drives registration, login, settings, sessions and logout of a native app', () => nativeStory(sdk));
  test('drives registration, login, settings, sessions and logout in a browser', () => browserStory(sdk));
});
