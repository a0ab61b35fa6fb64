/**
 * `npm run start:real`: the main job on a real Go program that npm brought (esbuild 0.2.10: Go 1.14.2, with DWARF). Its
 * reads take 1 ms of virtual time and there is one P: sysmon retakes it meanwhile, other goroutines run, and a goroutine
 * comes back without one. The session stops in runtime.exitsyscall0 and shows Gs, Ms and Ps.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeModules } from './modules-fixture';

const root = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'gosched-start-'));
const { entry } = writeModules(folder);
const commands = ['break runtime.exitsyscall0', 'continue', 'bt', 'info goroutines', 'info m', 'info p', 'info sched', 'info syscalls'];
const result = spawnSync(process.execPath, [
  join(root, 'dist', 'cli.js'), 'debug', '--batch', '--gomaxprocs', '1', '--latency', 'read=1ms', '--cwd', folder,
  ...commands.flatMap((command) => ['-ex', command]),
  join(root, 'node_modules', 'esbuild-go114', 'bin', 'esbuild'), '--bundle', entry, '--outfile=/dev/null',
], { stdio: 'inherit' });
process.exit(result.status ?? 1);
