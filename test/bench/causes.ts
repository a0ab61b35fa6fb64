/** Where a gosched process spends its time, by kind, from V8's CPU profile of one run; and how much memory it had at most. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli } from '../support/gosched';

interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[];
  samples: number[];
  timeDeltas: number[];
}

const KINDS = ['translated', 'interpreted', 'JavaScript', 'V8', 'idle'] as const;
type Kind = (typeof KINDS)[number];

/**
 * A region is the only function of its module; the interpreter's handlers have many in one. What has no file is V8's own: its
 * collector, native code, compiling and instantiating modules (which the profiler itself makes dearer than it is without).
 */
function kindOf({ functionName, url }: { functionName: string; url: string }): Kind {
  if (functionName === '(idle)') return 'idle';
  if (url === '') return 'V8';
  if (!url.startsWith('wasm')) return 'JavaScript';
  return functionName === 'wasm-function[0]' ? 'translated' : 'interpreted';
}

/** One profiled run of `args` in `folder`: milliseconds by kind, and the process's peak resident size in MB. */
export function causesOf(args: readonly string[], folder: string, env: NodeJS.ProcessEnv): { ms: Record<Kind, number>; peakMb: number } {
  const profiles = join(folder, 'profiles');
  rmSync(profiles, { recursive: true, force: true });
  mkdirSync(profiles);
  const hook = join(folder, 'peak.cjs');
  writeFileSync(hook, `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'peak'))}, String(process.resourceUsage().maxRSS)));`);
  const flags = ['--cpu-prof', '--cpu-prof-dir', profiles, '--require', hook];
  const result = spawnSync(process.execPath, [...flags, cli, 'run', ...args], { cwd: folder, env, stdio: 'ignore', timeout: 300_000 });
  if (result.status !== 0) throw new Error(`gosched run ${args.join(' ')}: ${result.signal ?? result.status}`);
  const ms = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
  for (const name of readdirSync(profiles)) {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(profiles, name), 'utf8')) as Profile;
    const kinds = new Map(nodes.map((node) => [node.id, kindOf(node.callFrame)]));
    samples.forEach((id, i) => { ms[kinds.get(id)!] += timeDeltas[i]! / 1000; });
  }
  return { ms, peakMb: Number(readFileSync(join(folder, 'peak'), 'utf8')) / 1024 };
}

export function describeCauses({ ms, peakMb }: ReturnType<typeof causesOf>, base: ReturnType<typeof causesOf>): string {
  const net = KINDS.filter((kind) => kind !== 'idle').map((kind) => [kind, Math.max(0, ms[kind] - base.ms[kind])] as const);
  const all = Math.max(1, net.reduce((sum, [, time]) => sum + time, 0));
  return `${net.map(([kind, time]) => `${kind} ${((time / all) * 100).toFixed(0)} %`).join(', ')}; peak ${peakMb.toFixed(0)} MB`;
}
