import { apiErrors, ValidationError } from '../../errors.ts';
import type { Fields } from '../../http/body.ts';
import type { Exchange } from '../../http/exchange.ts';
import { m } from '../../messages/catalogue.ts';
import { isSet, isTrue, requireOrigin } from '../fields.ts';
import { holdsKey, type Paused, type Sent } from '../paused.ts';
import type { Submit } from './engine.ts';
import type { AnySettingsMethod } from './method.ts';
import { serves } from './render.ts';

/** The body that was posted; a GET, or `resume: true`, stands for the one that waits. */
export async function sentOrPaused({ exchange, engine, waiting, flow }: Submit): Promise<{ sent: Sent; resumed: Paused | undefined }> {
  if (exchange.method === 'GET') {
    if (waiting === undefined || !holdsKey(waiting, exchange, engine.core))
      throw new ValidationError({ message: m.validationGeneric({ reason: 'A form is sent by POST, with its fields in the body.' }) });
    return { sent: waiting.sent, resumed: waiting };
  }
  const sent = await posted(exchange);
  if (!isTrue(sent.body['resume'])) return { sent, resumed: undefined };
  requireOrigin(exchange, flow.type, sent.body);
  if (waiting === undefined) throw new ValidationError({ message: m.nothingPaused() });
  return { sent: waiting.sent, resumed: waiting };
}

export const posted = async (exchange: Exchange): Promise<Sent> => ({ body: await exchange.fields(), source: exchange.header('content-type')?.startsWith('application/json') ? 'json' : 'form' });

/** The first method, in their order, that a body is for. @throws 4010004 if it is for none, 404 if its method is off */
export function choose({ engine: { methods, core }, flow }: Submit, body: Fields, resumed?: Paused): AnySettingsMethod {
  const named = resumed?.method ?? body['method'];
  const method = methods.find((one) => serves(one, core.config, flow.type) && (one.triggers.some((trigger) => isSet(body[trigger])) || (one.byName && named === one.id)));
  if (method === undefined) throw new ValidationError({ message: m.settingsNoStrategy() });
  if (!method.enabled(core.config)) throw apiErrors.methodDisabled();
  return method;
}
