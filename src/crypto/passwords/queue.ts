import { apiErrors } from '../../errors.ts';

/**
 * Lets so many tasks run at once and so many more wait. Further ones are refused at once, since an answer that comes too
 * late is worth nothing and waiting costs memory. @throws ApiError 503 with Retry-After
 */
export function createQueue({ running: most, waiting: mostWaiting }: { readonly running: number; readonly waiting: number }): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= most) {
      if (waiting.length >= mostWaiting) throw apiErrors.tooBusy(1);
      await new Promise<void>((go) => waiting.push(go)); // whoever ends hands its place over
    } else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
