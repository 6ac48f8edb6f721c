export { type Frame, JsonnetError, type Position } from './error.ts';
export { compile, type Outside, type Program } from './program.ts';
export { DEFAULT_LIMITS, type Limits } from './run.ts';
