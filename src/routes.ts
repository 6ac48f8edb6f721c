import type { Core } from './core.ts';
import { courierAdminRoutes } from './courier/routes.ts';
import { eventAdminRoutes, ownEventRoutes } from './events/routes.ts';
import { addressChangeRoutes } from './flow/address-change/routes.ts';
import { alarmRoutes } from './flow/alarm/routes.ts';
import { errorRoutes } from './flow/error/routes.ts';
import { arriveInLogin, takeOverInLogin } from './flow/login/arrive.ts';
import { loginRoutes } from './flow/login/routes.ts';
import { logoutRoutes } from './flow/logout/routes.ts';
import { oidcRoutes } from './flow/oidc/routes.ts';
import { recoveryAdminRoutes } from './flow/recovery/admin-routes.ts';
import { recovery } from './flow/recovery/recovery.ts';
import { recoveryRoutes } from './flow/recovery/routes.ts';
import { arriveInRegistration, takeOverInRegistration } from './flow/registration/arrive.ts';
import { registrationRoutes } from './flow/registration/routes.ts';
import type { TakeOvers } from './flow/returning.ts';
import { arriveInSettings } from './flow/settings/arrive.ts';
import { settingsRoutes } from './flow/settings/routes.ts';
import { tokenExchangeRoutes } from './flow/token-exchange.ts';
import { verificationRoutes } from './flow/verification/routes.ts';
import { seeOther } from './http/answer.ts';
import type { Route } from './http/router.ts';
import { identityAdminRoutes } from './identity/admin-routes.ts';
import { legacyRoutes } from './legacy/routes.ts';
import { loginMethods, registrationMethods, settingsMethods } from './methods/index.ts';
import { healthRoutes } from './operations/health.ts';
import { type PagesNeeds, pagesRoutes } from './pages/routes.ts';
import { schemaRoutes } from './schema/routes.ts';
import { sessionAdminRoutes } from './session/admin-routes.ts';
import { requireSession } from './session/gate.ts';
import { sessionRoutes } from './session/routes.ts';
import { webauthnRoutes } from './webauthn/routes.ts';

/** Every route of the public port: a feature adds its line. */
export const publicRoutes = (core: Core, forPages: Pick<PagesNeeds, 'publicFetch' | 'adminFetch'>): Route[] => [
  ...settingsRoutes({ core, methods: settingsMethods }),
  ...legacyRoutes({ core, methods: settingsMethods }),
  ...loginRoutes(core, loginMethods, takeOvers(core)),
  ...registrationRoutes(core, registrationMethods, takeOvers(core)),
  ...recoveryRoutes(core),
  ...verificationRoutes(core),
  ...addressChangeRoutes(core, recovery),
  ...oidcRoutes(core, {
    arrive: {
      settings: arriveInSettings({ core, methods: settingsMethods }),
      login: arriveInLogin({ core, methods: loginMethods }),
      registration: arriveInRegistration({ core, methods: registrationMethods }),
    },
    takeOver: takeOvers(core),
  }),
  ...logoutRoutes(core),
  ...alarmRoutes(core),
  ...tokenExchangeRoutes(core),
  ...sessionRoutes(core),
  ...ownEventRoutes(core, (exchange) => requireSession(core, exchange)),
  ...errorRoutes(core),
  ...schemaRoutes(core.schemas),
  ...webauthnRoutes(core.config),
  { method: 'GET', path: '/.well-known/change-password', answer: () => seeOther(core.config.selfservice.flows.settings.ui_url) },
  ...healthRoutes(core),
  ...pagesRoutes({ config: core.config, clock: core.clock, ...forPages }),
];

/** Every route of the admin port that the public port sends clients on to. */
export const adminRoutes = (core: Core): Route[] => [...identityAdminRoutes(core), ...sessionAdminRoutes(core), ...courierAdminRoutes(core), ...recoveryAdminRoutes(core), ...eventAdminRoutes(core)];

/** As in Kratos, the admin port answers to `/identities` as to `/admin/identities`. */
export const withoutPrefix = (routes: readonly Route[]): Route[] => routes.flatMap((route) => [route, { ...route, path: route.path.replace(/^\/admin/, '') }]);

/** Who wants to sign in may have to register, and the other way round. */
const takeOvers = (core: Core): TakeOvers => ({ login: takeOverInLogin({ core, methods: loginMethods }), registration: takeOverInRegistration({ core, methods: registrationMethods }) });
