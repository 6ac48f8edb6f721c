import type { Core } from '../../core.ts';
import type { Route } from '../../http/router.ts';
import { mailedRoutes } from '../mailed-routes.ts';
import { verification } from './verification.ts';

export const verificationRoutes = (core: Core): Route[] => mailedRoutes(core, verification);
