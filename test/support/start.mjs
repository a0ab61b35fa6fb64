/**
 * `npm start`: the main job on a real Go program that npm brought (esbuild 0.2.10: Go 1.14.2, with DWARF). Its openat
 * calls take 25 ms of virtual time, so sysmon retakes the P meanwhile and the goroutine comes back without one: the
 * session stops in runtime.exitsyscall0 and shows Gs, Ms and Ps.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gosched-start-'));
for (let i = 0; i < 4; i++) writeFileSync(join(folder, `m${i}.js`), i < 3 ? `import { n as k } from './m${i + 1}.js';\nexport const n = k + ${i};\n` : 'export const n = 1;\n');

const commands = ['break runtime.exitsyscall0', 'continue', 'bt', 'info goroutines', 'info m', 'info p', 'info sched', 'info syscalls'];
const result = spawnSync(process.execPath, [
  join(root, 'dist', 'cli.js'), 'debug', '--batch', '--gomaxprocs', '2', '--latency', 'openat=25ms', '--cwd', folder,
  ...commands.flatMap((command) => ['-ex', command]),
  join(root, 'node_modules', 'esbuild-go114', 'bin', 'esbuild'), '--bundle', 'm0.js', '--outfile=/dev/stdout',
], { stdio: 'inherit' });
process.exit(result.status ?? 1);
