/** The programs of the suite, as jobs that any Node process can run (trail.ts): what to load, how, how far. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildTexts } from '../embedded/embedded';
import { DEFAULT_EDITION, type EditionName } from '../../src/embedded/library';
import type { LaunchOptions } from '../../src/linux/api';
import { imageFile } from '../../src/toolchain/image';
import { launchOf, scenarios } from '../embedded/scenario-runs';
import { buildGo, debugFlags, referenceFolder } from '../support/go';
import { buildGoTest } from '../support/go-tests';
import { root } from '../support/gosched';
import { writeModules } from '../support/modules-fixture';
import packages from './go-packages.json';

export interface Job {
  /** title of the test that it belongs to */
  readonly group: string;
  readonly name: string;
  /** an ELF file, or an image made by the embedded toolchain */
  readonly path: string;
  readonly launch: Partial<LaunchOptions>;
  /** all that standard input has */
  readonly input: string;
  /** instructions after which no more is compared */
  readonly limit: number;
}

/** Programs that go on for longer are compared up to here: without translation each further second costs half a minute. */
const TO_THE_END = 65e6;
/** Go's package tests run for minutes: their beginnings have to do. */
const BEGINNING = 4e6;

/** The loads of the speed bench, and how much smaller each is here: what to replace in the source, and by what. */
const SMALLER: readonly (readonly [string, string])[] = [
  ['intloop(100000000)', 'intloop(1000000)'], ['floatloop(50000000)', 'floatloop(500000)'], ['make([]int, 1000000)', 'make([]int, 20000)'],
  ['make([]byte, 1<<20)', 'make([]byte, 1<<14)'], ['i < 1000000', 'i < 20000'], ['i < 300000', 'i < 15000'], ['p < 5000', 'p < 200'],
  ['p < 10000', 'p < 500'], ['i < 250000', 'i < 15000'], ['i < 200000', 'i < 1500'], ['mk(15)', 'mk(10)'],
];
const LOADS = ['int', 'float', 'sort', 'sha', 'map', 'strmap', 'chan', 'chan2', 'mutex', 'gc', 'read'];

/** What a user would try first: those that need nothing of the host's own. */
const DEMANDS = ['http', 'files', 'stdin', 'ticker', 'nilpointer', 'custom', 'exit', 'selfsignal', 'pipe', 'udp', 'faults', 'recover', 'spin', 'sync', 'trace'];

const REFERENCES: Record<string, string[]> = {
  s1_open: [], s2_slow_globrunq: ['GODEBUG=asyncpreemptoff=1'], s3b_retake_10ms: ['GODEBUG=asyncpreemptoff=1'],
  s4_locked: ['GODEBUG=asyncpreemptoff=1'], s7_async: [], s8_coop: ['GODEBUG=asyncpreemptoff=1'], s9_threads: [],
};

type Made = Omit<Job, 'group'>;
type Group = readonly [title: string, make: (folder: string) => Made[]];
const MAKERS: readonly Group[] = [
  ['the scheduler programs', references], ['esbuild of Go 1.13, 1.14, 1.19 and its current one, bundling', bundles],
  ['the eleven loads of the speed bench, smaller, with one P and with two', loads], ['what a user would try first', demands],
  ['the examples on the embedded runtime', examples], ['programs on the embedded runtime', embedded],
  ["the beginnings of Go's own package tests", goTests],
];
export const GROUPS = MAKERS.map(([title]) => title);

/** All of them, built. */
export function suite(): Job[] {
  const folder = mkdtempSync(join(tmpdir(), 'gosched-test-'));
  return MAKERS.flatMap(([group, make]) => make(folder).map((made) => ({ ...made, group })));
}

function job(name: string, path: string, processors: number, { args = [], env = [], cwd = '/', input = '', limit = TO_THE_END }: { args?: string[]; env?: string[]; cwd?: string; input?: string; limit?: number } = {}): Made {
  return { name: `${name}, GOMAXPROCS=${processors}`, path, input, limit, launch: { argv: [path, ...args], env: [`GOMAXPROCS=${processors}`, ...env], cpus: processors, cwd } };
}

function references(): Made[] {
  return Object.entries(REFERENCES).map(([name, env]) => job(name, buildGo([`${name}.go`, 'yield.go'], debugFlags), 2, { env }));
}

function bundles(folder: string): Made[] {
  const cwd = join(folder, 'modules');
  writeModules(cwd);
  return ['esbuild-go113', 'esbuild-go114', 'esbuild-go119', '@esbuild/linux-x64'].map((name) => (
    job(name, join(root, 'node_modules', name, 'bin', 'esbuild'), 2, { args: ['--bundle', '--minify', 'main.js'], cwd })));
}

function loads(folder: string): Made[] {
  let source = readFileSync(join(referenceFolder, 'bench.go'), 'utf8');
  for (const [from, to] of SMALLER) {
    if (!source.includes(from)) throw new Error(`bench.go has no "${from}" any more`);
    source = source.replace(from, to);
  }
  mkdirSync(join(folder, 'loads'));
  const file = join(folder, 'loads', 'bench.go');
  writeFileSync(file, source);
  writeFileSync(join(folder, 'loads', 'data'), Buffer.alloc(64 * 1000 + 64, 'x'));
  const program = buildGo([file]);
  return [1, 2].flatMap((processors) => LOADS.map((load) => job(load, program, processors, { args: [load, 'data'], cwd: join(folder, 'loads') })));
}

function demands(): Made[] {
  const steps = buildGo([join(root, 'test', 'debugger', 'fixtures', 'steps.go')], debugFlags);
  const program = buildGo([join(root, 'test', 'fixtures', 'programs', 'demands.go')]);
  return [job('steps', steps, 2), ...DEMANDS.map((name, i) => job(name, program, 1 + i % 3, { args: [name], input: 'Ann\nquit\nmore\n' }))];
}

function compiled(folder: string, path: string, source: string, edition: EditionName): string {
  const program = buildTexts([{ name: `/work/${basename(path)}`, text: source }], edition);
  const image = join(folder, basename(path, '.go'));
  writeFileSync(image, imageFile(program, '/work/program'));
  return image;
}

function examples(folder: string): Made[] {
  return scenarios.map((scenario) => {
    const edition = scenario.editions.includes(DEFAULT_EDITION) ? DEFAULT_EDITION : scenario.editions[0];
    const path = compiled(folder, scenario.file, scenario.source, edition);
    return { name: `${scenario.file} on ${edition}`, path, input: '', limit: 50e6, launch: { argv: ['/work/program'], cwd: '/tmp', ...launchOf(scenario, 1) } };
  });
}

function embedded(folder: string): Made[] {
  const from = join(root, 'test', 'embedded', 'programs');
  return readdirSync(from).filter((name) => name.endsWith('.go')).sort().map((name) => {
    const path = compiled(folder, name, readFileSync(join(from, name), 'utf8'), DEFAULT_EDITION);
    return { name, path, input: 'a\nb c\n\nlast', limit: TO_THE_END, launch: { argv: ['/work/program', 'x', 'y z'], cwd: '/tmp' } };
  });
}

function goTests(): Made[] {
  return Object.entries(packages as Record<string, { tags?: string; files?: string[] }>).map(([name, { tags, files }]) => {
    const { program, folder } = buildGoTest(name, tags);
    const made = job(`go test ${name}`, program, 2, { args: ['-test.short', '-test.v'], cwd: folder, limit: BEGINNING });
    return { ...made, launch: { ...made.launch, readable: files ?? [] } };
  });
}
