import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Database } from '../db/database.ts';
import { text } from '../http/answer.ts';
import type { Route } from '../http/router.ts';

export interface Metrics {
  observe(port: string, route: Route | undefined, method: string, status: number, seconds: number): void;
  readonly routes: readonly Route[];
}

/** What Prometheus reads: requests by route, work of the database, the process. Each server has its own registry. */
export function createMetrics(db: Database): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'zelos_' });
  const requests = new Histogram({
    name: 'zelos_http_request_duration_seconds',
    help: 'Time from the first look at a request to its answer',
    labelNames: ['port', 'method', 'route', 'status'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  for (const [name, key, help] of [
    ['statements', 'statements', 'Statements sent to the database'],
    ['round_trips', 'roundTrips', 'Round trips to the database'],
    ['commits', 'commits', 'Transactions committed'],
  ] as const) {
    const counter: Counter = new Counter({
      name: `zelos_database_${name}_total`,
      help,
      registers: [],
      collect() {
        counter.reset();
        counter.inc(db.counts[key]);
      },
    });
    registry.registerMetric(counter);
  }
  const failures = new Counter({ name: 'zelos_http_failures_total', help: 'Answers with a status of 500 and above', labelNames: ['port'], registers: [registry] });

  // Finding a series by its labels costs more than counting in it: each is looked up once.
  const series = new Map<string, { observe(seconds: number): void }>();
  const answer: Route['answer'] = async () => text(await registry.metrics(), { headers: { 'content-type': registry.contentType } });
  return {
    observe(port, route, method, status, seconds) {
      const name = `${port} ${route === undefined ? '' : method} ${route?.path ?? ''} ${status}`;
      let found = series.get(name);
      if (found === undefined) {
        found = requests.labels({ port, method: route === undefined ? 'none' : method, route: route?.path ?? 'none', status: String(status) });
        series.set(name, found);
      }
      found.observe(seconds);
      if (status >= 500) failures.inc({ port });
    },
    routes: ['/admin/metrics', '/admin/metrics/prometheus'].map((path) => ({ method: 'GET', path, answer, errors: 'json' })),
  };
}
