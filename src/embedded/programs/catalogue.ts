/**
 * The example programs' headers: which path of the scheduler a program drives, how to launch it, in which editions the path
 * exists, and the order of events that it must show. Text in, typed data out; no host access.
 *
 * A header is made of comment lines that begin with `//@`:
 *
 *     //@ scenario 3 no-p stop exitsyscall0
 *     //@ editions go1.10 go1.13 go1.14 go1.19
 *     //@ launch gomaxprocs=1 cpus=4 env:GODEBUG=asyncpreemptoff=1 latency:openat=25ms
 *     //@ from main.main
 *     //@ order the reader
 *     //@   T.a enter exitsyscallfast on G.r with oldp=-
 *     //@ + T.a enter exitsyscall0 on g0                   if go1.13+
 *     //@ - P.p idle -> running
 *     //@   G.r syscall -> runnable within 1ms
 *     //@ never enter exitsyscallfast_pidle
 *     //@ hold enter exitsyscall0 until enter stopm
 *
 * `stop`: where a session that shows the scenario stops, the function of the runtime where it has its point or the program's own
 * (main.f) where that one is entered before for other reasons.
 *
 * Steps of an order follow one another in the trace; others may lie between. `+`: no other record of that thread lies
 * between. `-`: no such record may lie between the steps around it. Names such as T.a (a thread), G.r, M.x, P.p stand for
 * the same object wherever they occur in one order; `*` for anything. `after` and `within` bound the virtual time since the step before.
 * `hold` is the schedule's part: the thread that first does what stands before `until` is not scheduled from there on, until
 * some thread does what stands behind it. Holds apply one after the other.
 */
import { EDITIONS, type EditionName } from '../library';

export interface ScenarioLaunch {
  readonly gomaxprocs?: number;
  readonly cpus?: number;
  readonly quantum?: number;
  readonly env: Readonly<Record<string, string>>;
  /** by name of syscall: "25ms", as in a launch configuration */
  readonly latency: Readonly<Record<string, string>>;
}

export type StepEvent =
  | { readonly kind: 'enter'; readonly function: string; readonly stack: string | undefined; readonly caller: string | undefined; readonly state: readonly (readonly [string, string])[] }
  | { readonly kind: 'status'; readonly subject: string; readonly from: string; readonly to: string }
  | { readonly kind: 'm-p'; readonly subject: string; readonly p: string; readonly has: boolean };

export interface Step {
  readonly mode: 'later' | 'next' | 'not';
  readonly thread: string | undefined;
  readonly event: StepEvent;
  /** virtual nanoseconds since the step before */
  readonly afterNs: number | undefined;
  readonly withinNs: number | undefined;
  readonly editions: readonly EditionName[];
  /** the header's line, for messages */
  readonly text: string;
}

export interface EventOrder { readonly title: string; readonly steps: readonly Step[] }

export interface Scenario {
  readonly number: number;
  readonly name: string;
  /** function at whose entry a session for it stops */
  readonly stop: string;
  readonly file: string;
  readonly source: string;
  readonly editions: readonly EditionName[];
  readonly launch: ScenarioLaunch;
  /** function at whose first entry the trace begins */
  readonly from: string;
  readonly orders: readonly EventOrder[];
  readonly never: readonly Step[];
  readonly holds: readonly Hold[];
}

/** Schedule: a thread stands still from one event to another. */
export interface Hold { readonly at: Step; readonly until: Step }

/** A scenario's holds as launch configurations write them: "exitsyscall0 until stopm". */
export function holdTexts({ holds }: Pick<Scenario, 'holds'>): string[] {
  const place = ({ event }: Step): string => (event.kind === 'enter' ? `${event.function}${event.caller === undefined ? '' : ` from ${inFull(event.caller)}`}` : '');
  return holds.map(({ at, until }) => `${place(at)} until ${place(until)}`);
}

/** A header that cannot be read: names the file and the line. */
export class CatalogueError extends Error {}

/** Oldest first. */
const BY_AGE: readonly EditionName[] = [...EDITIONS].reverse();

/** Reads the scenarios among `files` (name -> text); those without a header are no scenarios. @throws CatalogueError */
export function readCatalogue(files: Readonly<Record<string, string>>): Scenario[] {
  const scenarios: Scenario[] = [];
  for (const file of Object.keys(files).sort()) {
    if (file.endsWith('.go') && /^\/\/@ /m.test(files[file])) scenarios.push(readScenario(file, files[file]));
  }
  return scenarios.sort((a, b) => a.number - b.number);
}

/** @throws CatalogueError */
export function readScenario(file: string, source: string): Scenario {
  let identity: Pick<Scenario, 'number' | 'name' | 'stop'> | undefined;
  let editions: readonly EditionName[] = BY_AGE;
  let launch: ScenarioLaunch = { env: {}, latency: {} };
  let from = 'main.main';
  const orders: { title: string; steps: Step[] }[] = [];
  const never: Step[] = [];
  const holds: Hold[] = [];
  source.split('\n').forEach((line, index) => {
    if (!line.startsWith('//@')) return;
    const text = line.slice(3).trim();
    const fail = (what: string): never => { throw new CatalogueError(`${file}:${index + 1}: ${what}: ${text}`); };
    const [keyword, ...words] = text.split(/\s+/);
    switch (keyword) {
      case 'scenario':
        if (!/^\d+ \S+ stop \S+$/.test(words.join(' '))) fail('want "scenario NUMBER NAME stop FUNCTION"');
        identity = { number: Number(words[0]), name: words[1], stop: inFull(words[3]) };
        return;
      case 'editions': editions = words.map((word) => BY_AGE.find((edition) => edition === word) ?? fail(`no edition "${word}"; there are ${BY_AGE.join(', ')}`)); return;
      case 'launch': launch = readLaunch(words, fail); return;
      case 'from': from = words.join(' '); return;
      case 'order': orders.push({ title: words.join(' ') || 'the path', steps: [] }); return;
      case 'never': never.push(readStep(words.join(' '), fail)); return;
      case 'hold': {
        const [at, until, ...more] = words.join(' ').split(' until ');
        if (until === undefined || more.length > 0) fail('want "hold STEP until STEP"');
        holds.push({ at: readStep(at, fail), until: readStep(until, fail) });
        return;
      }
      default: {
        const order = orders.at(-1) ?? fail('a step before the first "order"');
        order.steps.push(readStep(text, fail));
      }
    }
  });
  if (!identity) throw new CatalogueError(`${file}: no line "//@ scenario NUMBER NAME stop FUNCTION"`);
  if (orders.length === 0) throw new CatalogueError(`${file}: no line "//@ order"`);
  return { ...(identity as Pick<Scenario, 'number' | 'name' | 'stop'>), file, source, editions, launch, from, orders, never, holds };
}

type Fail = (what: string) => never;

function readLaunch(words: readonly string[], fail: Fail): ScenarioLaunch {
  const numbers: Record<string, number> = {};
  const env: Record<string, string> = {};
  const latency: Record<string, string> = {};
  for (const word of words) {
    const option = /^(?:(gomaxprocs|cpus|quantum)=(\d+)|(env|latency):([^=]+)=(.+))$/.exec(word);
    if (!option) return fail(`launch has no option "${word}"; it has gomaxprocs=N, cpus=N, quantum=N, env:KEY=VALUE, latency:SYSCALL=DURATION`);
    if (option[1]) numbers[option[1]] = Number(option[2]);
    else (option[3] === 'env' ? env : latency)[option[4]] = option[5];
  }
  return { ...numbers, env, latency };
}

const STEP = /^([+-])?\s*(?:(T\.\w+)\s+)?(.+?)(?:\s+after\s+(\S+))?(?:\s+within\s+(\S+))?(?:\s+if\s+(\S+))?$/;
const ENTER = /^enter\s+(\S+)(?:\s+on\s+(\S+))?(?:\s+from\s+(\S+))?(?:\s+with\s+(.+))?$/;
const STATUS = /^([GP]\.\w+)\s+(\S+)\s+->\s+(\S+)$/;
const HAS = /^(M\.\w+)\s+(has|gives up)\s+(P\.\w+|\*)$/;

function readStep(text: string, fail: Fail): Step {
  const match = STEP.exec(text);
  if (!match) return fail('no step');
  const [, sign, thread, what, after, within, condition] = match;
  return {
    mode: sign === '+' ? 'next' : sign === '-' ? 'not' : 'later', thread, event: readEvent(what, fail),
    afterNs: after === undefined ? undefined : duration(after, fail), withinNs: within === undefined ? undefined : duration(within, fail),
    editions: condition === undefined ? BY_AGE : range(condition, fail), text,
  };
}

function readEvent(text: string, fail: Fail): StepEvent {
  const enter = ENTER.exec(text);
  if (enter) {
    const state = (enter[4] ?? '').split(/\s+/).filter((word) => word !== '').map((word) => {
      const [key, value] = word.split('=');
      return [key, value ?? 'true'] as const;
    });
    return { kind: 'enter', function: inFull(enter[1]), stack: enter[2], caller: enter[3], state };
  }
  const status = STATUS.exec(text);
  if (status) return { kind: 'status', subject: status[1], from: status[2], to: status[3] };
  const has = HAS.exec(text);
  if (has) return { kind: 'm-p', subject: has[1], p: has[3], has: has[2] === 'has' };
  return fail('want "enter FUNCTION", "G.x STATUS -> STATUS", "P.x STATUS -> STATUS" or "M.x has P.y"');
}

/** Functions without a package are the runtime's. */
function inFull(name: string): string { return name.includes('.') ? name : `runtime.${name}`; }

const UNITS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 };

function duration(text: string, fail: Fail): number {
  const match = /^([\d.]+)(ns|us|ms|s)$/.exec(text);
  return match ? Number(match[1]) * UNITS[match[2]] : fail(`"${text}" is no duration such as 10ms`);
}

/** go1.13: that one; go1.13+: it and later ones; go1.13-: it and earlier ones. */
function range(text: string, fail: Fail): readonly EditionName[] {
  const at = BY_AGE.findIndex((edition) => edition === text.replace(/[+-]$/, ''));
  if (at < 0) return fail(`no edition "${text}"`);
  return text.endsWith('+') ? BY_AGE.slice(at) : text.endsWith('-') ? BY_AGE.slice(0, at + 1) : [BY_AGE[at]];
}
