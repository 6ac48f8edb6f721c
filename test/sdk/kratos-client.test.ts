import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Configuration, FrontendApi } from '@ory/kratos-client';
import axios, { type AxiosError, type AxiosInstance, type AxiosResponse } from 'axios';
import { runZelos, type ZelosProcess } from '../support/process.ts';
import { CookieJar } from './cookies.ts';
import { browserStory, type Frontend, nativeStory, type Sdk } from './story.ts';

describe('@ory/kratos-client', () => {
  let zelos: ZelosProcess;
  before(async () => {
    zelos = await runZelos();
  });
  after(() => zelos.end());

  const sdk: Sdk = {
    connect(kind) {
      const http = axios.create();
      if (kind === 'browser') {
        const jar = new CookieJar();
        const keep = <R extends AxiosResponse | undefined>(response: R): R => {
          jar.keep(response?.headers['set-cookie'] ?? []);
          return response;
        };
        http.interceptors.request.use((request) => {
          if (jar.header !== '') request.headers.set('cookie', jar.header);
          return request;
        });
        http.interceptors.response.use(
          (response) => keep(response),
          (error: AxiosError) => {
            keep(error.response);
            throw error;
          },
        );
      }
      return unwrapped(new FrontendApi(new Configuration({ basePath: zelos.publicUrl }), undefined, asCommonJs(http)));
    },
    async refusal(error) {
      assert.ok(axios.isAxiosError(error), String(error));
      return { status: error.response?.status ?? 0, body: error.response?.data };
    },
  };

  test('drives registration, login, settings, sessions and logout of a native app', () => nativeStory(sdk));
  test('drives registration, login, settings, sessions and logout in a browser', () => browserStory(sdk));
});

/** To the compiler the SDK's axios, a CommonJS module, is another one than ours. */
const asCommonJs = (http: AxiosInstance): ConstructorParameters<typeof FrontendApi>[2] => http as unknown as ConstructorParameters<typeof FrontendApi>[2];

/** The same API with the data in place of axios' answers around it. */
function unwrapped(api: FrontendApi): Frontend {
  return new Proxy(api, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      return typeof method === 'function' ? async (...args: unknown[]) => ((await method.apply(target, args)) as AxiosResponse).data : method;
    },
  }) as unknown as Frontend;
}
