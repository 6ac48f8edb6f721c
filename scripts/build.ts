import { execFileSync } from 'node:child_process';
import { cpSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Makes `dist/`: JavaScript and types of everything in `src/`, and the stylesheets and scripts of the pages as they are. */
const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(join(root, 'dist'), { recursive: true, force: true });
execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
for (const folder of globSync('src/**/assets', { cwd: root })) cpSync(join(root, folder), join(root, folder.replace(/^src/, 'dist')), { recursive: true });
