/**
 * F5 on a program of the embedded runtime: from the start of the adapter's process, as VS Code starts it, to the stop at
 * main.main, over DAP; and beside it node's own start. Target: 700 ms. The first run, which makes V8's code cache, is left out.
 * NODE_EXTRA_CA_CERTS is taken from the environment: node reads those certificates at each start, which took 150 ms here.
 *   npx tsx test/bench/embedded.ts [runs] [edition]
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import { DEFAULT_EDITION } from '../../src/embedded/library';
import { root } from '../support/gosched';
import { median } from './common';

const runs = Number(process.argv[2] ?? 15), edition = process.argv[3] ?? DEFAULT_EDITION;
const env = { ...process.env };
delete env.NODE_EXTRA_CA_CERTS;

async function firstStop(): Promise<number> {
  const client = new DebugClient(process.execPath, join(root, 'dist/adapter.js'), 'gosched', { env });
  const began = performance.now();
  await client.start();
  const stopped = client.waitForEvent('stopped', 60_000);
  const initialized = client.waitForEvent('initialized', 60_000);
  await client.initializeRequest();
  const launched = client.launchRequest({ program: join(root, 'src/embedded/programs/open_file.go'), runtime: 'embedded', edition } as Parameters<DebugClient['launchRequest']>[0]);
  await initialized;
  await client.setFunctionBreakpointsRequest({ breakpoints: [{ name: 'main.main' }] });
  await client.configurationDoneRequest();
  await launched;
  await stopped;
  const took = performance.now() - began;
  await client.stop();
  return took;
}

function nodeAlone(): number {
  const began = performance.now();
  spawnSync(process.execPath, ['-e', '0'], { env });
  return performance.now() - began;
}

async function main(): Promise<void> {
  await firstStop();
  const ours: number[] = [], node: number[] = [];
  for (let i = 0; i < runs; i++) {
    node.push(nodeAlone());
    ours.push(await firstStop());
  }
  const shown = (list: number[]): string => `${median(list).toFixed(0).padStart(5)} ms (least ${Math.min(...list).toFixed(0)}, most ${Math.max(...list).toFixed(0)})`;
  console.log(`node -e 0                   ${shown(node)}`);
  console.log(`F5 to the first stop, ${edition} ${shown(ours)}: ${(median(ours) / median(node)).toFixed(1)} times node's own start`);
}

void main();
