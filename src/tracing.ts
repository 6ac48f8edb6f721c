import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/** Spans go to whatever OpenTelemetry SDK the process has; without one they are nothing and cost next to nothing. */
const tracer = trace.getTracer('zelos');

type Header = (name: string) => string | undefined;

export type { Span };

const fromHeaders = { get: (header: Header, name: string): string | undefined => header(name.toLowerCase()), keys: (): string[] => [] };

/** A request, in the trace that its headers name. */
export function tracedRequest<T>(header: Header, work: (span: Span) => Promise<T>): Promise<T> {
  const parent = propagation.extract(context.active(), header, fromHeaders);
  return tracer.startActiveSpan('request', { kind: SpanKind.SERVER }, parent, (span) => work(span).finally(() => span.end()));
}

/** What was asked and answered: the route's pattern and no address, because ids of flows, codes and tokens stand in that. */
export function describeRequest(span: Span, { method, route, status }: { readonly method: string; readonly route: string | undefined; readonly status: number }): void {
  span.updateName(route === undefined ? method : `${method} ${route}`);
  span.setAttributes({ 'http.request.method': method, 'http.response.status_code': status, ...(route === undefined ? {} : { 'http.route': route }) });
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}

/** A call to the database: the names of its statements, and none of their values. */
export const tracedQuery = <T>(operation: string, system: string, names: readonly string[], work: () => Promise<T>): Promise<T> =>
  tracer.startActiveSpan(`db.${operation}`, { kind: SpanKind.CLIENT, attributes: { 'db.system.name': system, 'db.operation.name': operation, 'db.query.summary': names.join(' ') } }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
