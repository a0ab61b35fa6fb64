/** The example programs' headers, and how a run of one is checked against what its header says. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDuration } from '../../src/debugger/duration';
import { latencyRule } from '../../src/debugger/latency';
import { createTracer } from '../../src/debugger/trace/tracer';
import type { TraceRecord } from '../../src/debugger/trace/record';
import { formatText } from '../../src/debugger/trace/text';
import { EDITIONS, type EditionName } from '../../src/embedded/library';
import type { LaunchOptions } from '../../src/linux/api';
import { compileFiles, programsFolder, start } from './embedded';

export interface Item { text: string; names: string[]; event?: RegExp; condition?: string; since?: number }
export interface ScenarioProgram {
  file: string; name: string; launch: Partial<LaunchOptions>; editions: EditionName[]; from: string;
  orders: Item[][]; never: string[]; gaps: { from: string; to: string; least: number; most: number }[]; output?: string; hold?: { at: string; until: string };
}

const minor = (edition: string): number => Number(edition.slice('go1.'.length));

function item(text: string): Item {
  if (text.startsWith('*')) return { text, names: [], event: new RegExp(text.slice(1)) };
  const match = /^([^?{]+)(?:\?(\w+))?(?:\{(go1\.\d+)\})?$/.exec(text);
  assert.ok(match, `order: "${text}"`);
  return { text, names: match[1].split('|'), condition: match[2], since: match[3] ? minor(match[3]) : undefined };
}

export function readPrograms(): ScenarioProgram[] {
  return readdirSync(programsFolder).filter((name) => /^\d\d-.*\.go$/.test(name)).sort().map((file) => {
    const text = readFileSync(join(programsFolder, file), 'utf8');
    const lines = (key: string) => [...text.matchAll(new RegExp(`^// ${key}: (.*)$`, 'gm'))].map(([, value]) => value);
    const launch = JSON.parse(lines('launch')[0]) as { gomaxprocs: number; latency?: Record<string, string>; env?: Record<string, string>; quantum?: number };
    const [hold] = lines('hold').map((line) => /^(\S+) until (\S+)$/.exec(line) as RegExpExecArray);
    return {
      file, name: lines('scenario')[0], from: lines('from')[0] ?? 'main.main',
      launch: {
        env: [`GOMAXPROCS=${launch.gomaxprocs}`, ...Object.entries(launch.env ?? {}).map(([key, value]) => `${key}=${value}`)],
        latencies: Object.entries(launch.latency ?? {}).map(([name, value]) => latencyRule(name, value)), ...(launch.quantum ? { quantum: launch.quantum } : {}),
      },
      editions: (lines('editions')[0]?.split(' ') ?? [...EDITIONS]) as EditionName[],
      orders: lines('order').map((line) => line.split(' > ').map(item)), never: lines('never').flatMap((line) => line.split(' ')),
      gaps: lines('gap').map((line) => line.split(' ')).map(([from, to, least, most]) => ({ from, to, least: parseDuration(least), most: parseDuration(most) })),
      output: lines('output')[0], hold: hold ? { at: hold[1], until: hold[2] } : undefined,
    };
  });
}

const full = (name: string) => (name.includes('.') ? name : `runtime.${name}`);

/** Conditions on the state at an entry, by name. */
const conditions: Record<string, (record: TraceRecord) => boolean> = {
  ticks: (record) => record.kind === 'entry' && record.m !== null && record.ps.some((p) => p.id === record.m?.p && p.syscalltick !== record.m.syscalltick),
  sysmonwait: (record) => record.kind === 'entry' && record.sched?.sysmonwait === true,
  npidle: (record) => record.kind === 'entry' && (record.sched?.npidle ?? 0) > 0,
};

function matches(wanted: Item, record: TraceRecord): boolean {
  if (wanted.event) return record.kind === 'event' && wanted.event.test(record.text);
  if (record.kind !== 'entry' || !wanted.names.some((name) => full(name) === record.function)) return false;
  return wanted.condition === undefined || conditions[wanted.condition](record);
}

/** Runs the program once and checks what its header promises. */
export function check(program: ScenarioProgram, edition: EditionName, seed: number): void {
  const image = compileFiles([join(programsFolder, program.file)], edition);
  const orders = program.orders.map((order) => order.filter((wanted) => wanted.since === undefined || wanted.since <= minor(edition)));
  const functions = [...new Set([...orders.flat().flatMap(({ names }) => names), ...program.never, ...(program.hold ? [program.hold.at, 'pidleput', 'stopm', 'mput'] : [])])]
    .filter((name) => image.functions.byName(full(name)) !== undefined);
  const process = start(image, { ...program.launch, seed, schedule: 'random' });
  let output = '';
  const decoder = new TextDecoder();
  process.onOutput((_fd, bytes) => { output += decoder.decode(bytes, { stream: true }); });
  process.provideInput(undefined);
  const tracer = createTracer(process, image, { functions, from: program.from, events: orders.flat().some(({ event }) => event !== undefined) });
  const records: TraceRecord[] = [];
  let held: number | undefined;
  const stop = tracer.run({ maxInstructions: 5e8 }, (record) => {
    records.push(record);
    if (!program.hold || record.kind !== 'entry') return;
    if (held === undefined && record.function === full(program.hold.at)) {
      held = record.tid;
      (process.thread(held) as { frozen: boolean }).frozen = true;
    } else if (held !== undefined && conditions[program.hold.until](record)) (process.thread(held) as { frozen: boolean }).frozen = false;
  });
  const listing = () => `${program.file} ${edition} seed ${seed}\n${output}${records.slice(0, 150).map(formatText).map((line) => line.slice(0, 170)).join('\n')}`;
  assert.deepEqual(stop, { kind: 'exited', code: 0 }, listing());
  for (const order of orders) {
    let at = 0;
    for (const record of records) if (at < order.length && matches(order[at], record)) at++;
    assert.ok(at === order.length, `no "${order[at]?.text}" after ${order.slice(0, at).map(({ text }) => text).join(' > ')}\n${listing()}`);
  }
  const entries = records.filter((record) => record.kind === 'entry');
  for (const name of program.never) assert.ok(!entries.some((record) => record.function === full(name)), `${name} was entered\n${listing()}`);
  for (const gap of program.gaps) {
    const first = entries.findIndex((record) => record.function === full(gap.from));
    const next = entries.slice(first).find((record) => record.function === full(gap.to));
    assert.ok(next, listing());
    const ns = next.ns - entries[first].ns;
    assert.ok(ns >= gap.least && ns <= gap.most, `${gap.from} to ${gap.to}: ${ns} ns\n${listing()}`);
  }
  if (program.output !== undefined) assert.ok(output.includes(program.output), listing());
}
