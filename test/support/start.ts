/**
 * `npm start`: the main job. A goroutine opens a file while another one keeps the only P busy; openat takes 25 ms of virtual
 * time, so sysmon retakes the P and the goroutine comes back without one: the session stops in runtime.exitsyscall0 and
 * shows Gs, Ms and Ps. The program is compiled by our own toolchain onto the embedded runtime.
 *
 * `npm run start:real`: the same on a real Go program that npm brought (esbuild 0.2.10: Go 1.14.2, with DWARF), which reads a few
 * TypeScript files of this repository. Each read takes 1 ms: while one goroutine parses, the next one's read returns and finds no P.
 *
 * On a terminal the session then stays at the debugger's prompt.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'gosched-start-'));
const commands = ['break runtime.exitsyscall0', 'continue', 'bt', 'info goroutines', 'info m', 'info p', 'info sched', 'info syscalls', 'info registers'];
/** Without imports: esbuild 0.2.10 knows the TypeScript of 2020. */
const sources = ['linux/errno', 'linux/signals/numbers', 'linux/prng', 'linux/launch', 'machine/state-hash', 'scheduler/statuses'];

function program(): { options: string[]; command: string[] } {
  if (process.argv[2] !== 'real') {
    return { options: ['--runtime', 'embedded', '--latency', 'openat=25ms'], command: [join(root, 'src', 'embedded', 'programs', 'open_file.go')] };
  }
  const files = sources.map((name) => join(root, 'src', `${name}.ts`));
  return { options: ['--latency', 'read=1ms', '--files', join(root, 'src')], command: [join(root, 'node_modules', 'esbuild-go114', 'bin', 'esbuild'), '--bundle', ...files, '--outdir=/tmp/out'] };
}

const { options, command } = program();
const result = spawnSync(process.execPath, [
  join(root, 'dist', 'cli.js'), 'debug', ...(process.stdin.isTTY && process.stdout.isTTY ? [] : ['--batch']), '--gomaxprocs', '1', '--cwd', folder, ...options,
  ...commands.flatMap((each) => ['-ex', each]), ...command,
], { stdio: 'inherit' });
process.exit(result.status ?? 1);
