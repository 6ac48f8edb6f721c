import type { Core } from '../../core.ts';
import type { Route } from '../../http/router.ts';
import { mailedRoutes } from '../mailed-routes.ts';
import { recovery } from './recovery.ts';

export const recoveryRoutes = (core: Core): Route[] => mailedRoutes(core, recovery);
