/** The scheduler's view of one process. */
import type { ProgramImage } from '../image/program-image';
import type { Process, SyscallInFlight, ThreadView } from '../linux/api';
import { MemoryFault } from '../machine/api';
import { attempt } from './attempt';
import type { Frame, GHead, GView, MView, PView, SchedulerView, SchedView, StackLevel, ThreadOnCpu } from './api';
import { resolveFields, type Fields } from './layout/fields';
import { createLayout, type SchedulerLayout } from './layout/layout';
import { MemoryReader } from './memory-reader';
import { StackCache } from './stack/stack-cache';
import { StackShapes } from './stack/stack-shapes';
import { goroutineStart, threadStart } from './stack/starts';
import { P_DEAD, G_DEAD, SCAN_BIT } from './statuses';
import { GTable, type GTexts } from './views/g-table';
import { firstByRank } from './views/g-ranking';
import { readM, readP } from './views/m-p-views';
import { readSched } from './views/sched-view';
import { describeWait } from './views/wait';
import { walkList } from './views/walk';
import { waitReasonTexts } from './wait-reasons';
import { isSystemGoroutine } from './system-goroutines';

/** More Gs or Ps than this in allgs or allp means that the slice header is not initialised or damaged. */
const MOST_GS = 50_000_000;
const MOST_PS = 4096;
const MOST_MS = 100_000;

/** What is read once per stop. */
interface Snapshot { readonly retired: number; readonly ns: number; readonly generation: number; readonly reader: MemoryReader; gs?: GTable; live?: GView[]; all?: GView[]; byAddress?: Map<number, GView>; /** addresses in allgs, ascending */ sorted?: Float64Array; ms?: MView[]; ps?: PView[]; waiters?: Map<number, number>; onCpu?: ThreadOnCpu[]; /** goroutines (addresses) that a thread runs or has as its current one */ onThreads?: ReadonlySet<number> }

/** A SchedulerView with what the evaluator and the tracer need beside it. */
export interface GoSchedulerView extends SchedulerView {
  readonly layout: SchedulerLayout | undefined;
  readonly fields: Fields | undefined;
  /** Forgets what was read: call after writing to the guest's memory or registers while it stands. */
  invalidate(): void;
  /** Reader of this stop. */
  readonly reader: MemoryReader;
  /** Text of g.waitreason's number. */
  waitReasonText(raw: number): string;
}

/** Never throws: a program without a known scheduler gives a view whose `unavailable` says why. */
export function createSchedulerView(process: Process, image: ProgramImage): GoSchedulerView {
  return new ProcessScheduler(process, image);
}

class ProcessScheduler implements GoSchedulerView {
  readonly layout: SchedulerLayout | undefined;
  readonly fields: Fields | undefined;
  readonly unavailable: string | undefined;
  readonly layoutSource: 'dwarf' | 'offset-table' | 'embedded' | 'none';
  readonly #texts: GTexts;
  readonly #stacks: StackCache;
  readonly #shapes: StackShapes;
  #reasons: readonly string[] | undefined;
  #snapshot: Snapshot | undefined;
  #generation = 0;

  constructor(readonly process: Process, readonly image: ProgramImage) {
    const result = createLayout(image);
    this.layout = result.layout;
    this.unavailable = result.reason;
    this.layoutSource = result.layout?.source ?? 'none';
    this.fields = result.layout && resolveFields(result.layout);
    const system = new Map<number, boolean>();
    this.#texts = {
      waitReason: (raw) => this.waitReasonText(raw),
      isSystem: (startPc) => {
        let answer = system.get(startPc);
        if (answer === undefined) system.set(startPc, (answer = isSystemGoroutine(image.functions.at(startPc)?.name)));
        return answer;
      },
    };
    this.#stacks = new StackCache(this);
    this.#shapes = new StackShapes(this);
  }

  invalidate(): void { this.#generation++; this.#snapshot = undefined; }

  get reader(): MemoryReader { return this.#current().reader; }

  waitReasonText(raw: number): string {
    this.#reasons ??= waitReasonTexts(this.image);
    return this.#reasons[raw] || `wait reason ${raw}`;
  }

  gs(options?: { includeDead?: boolean }): readonly GView[] {
    const snapshot = this.#current();
    this.#readGs(snapshot);
    return (options?.includeDead ? snapshot.all : snapshot.live) as GView[];
  }

  firstGs(most: number, rank: (g: GHead) => number | undefined): { gs: readonly GView[]; all: number } {
    const { layout, fields } = this;
    const { reader } = this.#current();
    const addresses = layout && attempt(() => this.#allgs(reader, layout.globals.allgs));
    if (!addresses || !fields) return { gs: [], all: 0 };
    const first = firstByRank(reader.memory, fields.g, this.#texts, addresses, most, rank);
    return { gs: first.addresses.map((address) => this.gByAddress(address)).filter((g) => g !== undefined), all: first.all };
  }

  gByAddress(address: number): GView | undefined {
    if (!this.fields || address <= 0) return undefined;
    const snapshot = this.#current();
    const known = snapshot.byAddress?.get(address);
    if (known) return known;
    const table = new GTable(this.fields.g, snapshot.reader, this.#texts, 1);
    const view = attempt(() => table.view(table.add(address)));
    if (view) (snapshot.byAddress ??= new Map()).set(address, view);
    return view;
  }

  gById(goid: number): GView | undefined {
    // The system stacks of all Ms have the id 0.
    if (goid <= 0) return undefined;
    const { live: gs, byAddress } = this.#current();
    // Whose names or stacks were asked for is known; reading a million others for one costs a second.
    if (!gs) {
      for (const g of byAddress?.values() ?? []) if (g.goid === goid && g.status !== 'dead') return g;
      return this.firstGs(1, (g) => (g.goid === goid ? 0 : undefined)).gs[0];
    }
    let low = 0;
    for (let high = gs.length; low < high;) {
      const middle = (low + high) >>> 1;
      if (gs[middle].goid < goid) low = middle + 1;
      else high = middle;
    }
    return gs[low]?.goid === goid ? gs[low] : undefined;
  }

  ms(): readonly MView[] {
    const snapshot = this.#current();
    if (snapshot.ms) return snapshot.ms;
    const { layout, fields } = this;
    if (!layout || !fields) return [];
    const head = attempt(() => snapshot.reader.pointer(layout.globals.allm)) ?? 0;
    const walk = walkList(snapshot.reader, head, fields.m.alllink, 'allm', MOST_MS);
    snapshot.ms = walk.items.map((address) => this.#readM(address)).filter((m) => m !== undefined).sort((a, b) => a.id - b.id);
    return snapshot.ms;
  }

  mByAddress(address: number): MView | undefined {
    return this.#current().ms?.find((m) => m.address === address) ?? this.#readM(address);
  }

  ps(): readonly PView[] {
    const snapshot = this.#current();
    if (snapshot.ps) return snapshot.ps;
    const { layout } = this;
    if (!layout) return [];
    const addresses = attempt(() => {
      const length = snapshot.reader.pointer(layout.globals.allp + 8);
      if (length > MOST_PS) return [];
      const data = snapshot.reader.pointer(layout.globals.allp);
      return Array.from({ length }, (_, index) => snapshot.reader.pointer(data + index * 8));
    }) ?? [];
    snapshot.ps = addresses.filter((address) => address !== 0).map((address) => this.#readP(address)).filter((p) => p !== undefined);
    return snapshot.ps;
  }

  pByAddress(address: number): PView | undefined {
    return this.ps().find((p) => p.address === address) ?? this.#readP(address);
  }

  sched(): SchedView | undefined {
    const { layout, fields } = this;
    return layout && fields && attempt(() => readSched(this.#current().reader, fields, layout.globals.sched));
  }

  onCpu(): readonly ThreadOnCpu[] {
    const snapshot = this.#current();
    return (snapshot.onCpu ??= this.process.threads.filter((thread) => thread.state !== 'exited').map((thread) => this.#threadOnCpu(thread, snapshot.reader)));
  }

  threadOnCpu(tid: number | undefined): ThreadOnCpu | undefined {
    const { onCpu, reader } = this.#current();
    if (onCpu) return onCpu.find((thread) => thread.tid === tid);
    const thread = tid === undefined ? undefined : this.process.thread(tid);
    return thread && thread.state !== 'exited' ? this.#threadOnCpu(thread, reader) : undefined;
  }

  goroutineStack(g: GView, start = 0, count = 1000): { frames: Frame[]; total: number | undefined } {
    return this.#stacks.frames(this.#current(), `g${g.address}`, () => goroutineStart(this, g), start, count);
  }

  stackLevels(g: GView, depth: number): readonly StackLevel[] {
    const snapshot = this.#current();
    const onThreads = (snapshot.onThreads ??= new Set(this.onCpu().flatMap((thread) => [thread.g, this.mByAddress(thread.m)?.curg ?? 0])));
    const known = g.status === 'waiting' || g.status === 'runnable' ? onThreads.has(g.address) ? undefined : this.#shapes.of(g, depth) : undefined;
    return known ?? this.goroutineStack(g, 0, depth).frames.filter(({ kind }) => kind === 'code');
  }

  threadStack(tid: number, start = 0, count = 1000): { frames: Frame[]; total: number | undefined } {
    return this.#stacks.frames(this.#current(), `t${tid}`, () => threadStart(this, tid), start, count);
  }

  nameOf(address: number): string {
    if (address === 0) return 'nil';
    const m = this.ms().find((candidate) => candidate.address === address);
    if (m) return `M${m.id}`;
    const p = this.ps().find((candidate) => candidate.address === address);
    if (p) return `P${p.id}`;
    const owner = this.ms().find((candidate) => candidate.g0 === address || candidate.gsignal === address);
    if (owner) return `M${owner.id}.${owner.g0 === address ? 'g0' : 'gsignal'}`;
    return this.#isInAllgs(address) ? `G${this.gByAddress(address)?.goid}` : `0x${address.toString(16)}`;
  }

  describeWait(g: GView): string | undefined {
    const snapshot = this.#current();
    return this.fields && describeWait(snapshot.reader, this.fields, g, (snapshot.waiters ??= new Map()));
  }

  /** Whether allgs holds the address, without reading the Gs themselves: names are asked for often, a million Gs or not. */
  #isInAllgs(address: number): boolean {
    const snapshot = this.#current();
    const { layout } = this;
    if (!layout) return false;
    const sorted = (snapshot.sorted ??= (attempt(() => this.#allgs(snapshot.reader, layout.globals.allgs)) ?? new Float64Array()).sort());
    let low = 0;
    for (let high = sorted.length; low < high;) {
      const middle = (low + high) >>> 1;
      if (sorted[middle] < address) low = middle + 1;
      else high = middle;
    }
    return sorted[low] === address;
  }

  #readGs(snapshot: Snapshot): void {
    if (snapshot.gs) return;
    const { layout, fields } = this;
    const addresses = layout && attempt(() => this.#allgs(snapshot.reader, layout.globals.allgs));
    snapshot.all = [];
    snapshot.live = [];
    if (!addresses || !fields) return;
    const table = (snapshot.gs = new GTable(fields.g, snapshot.reader, this.#texts, addresses.length));
    for (const address of addresses) {
      if (address === 0) continue;
      let row: number;
      try {
        row = table.add(address);
      } catch (error) {
        if (error instanceof MemoryFault) continue;
        throw error;
      }
      const view = table.view(row);
      snapshot.all.push(view);
      if ((table.status(row) & ~SCAN_BIT) !== G_DEAD) snapshot.live.push(view);
    }
    // allgs is in order of creation, but a dead G's structure is taken again by a later goroutine.
    const byGoid = (a: GView, b: GView) => a.goid - b.goid;
    if (!ascending(snapshot.all)) snapshot.all.sort(byGoid);
    if (!ascending(snapshot.live)) snapshot.live.sort(byGoid);
  }

  #allgs(reader: MemoryReader, header: number): Float64Array {
    const data = reader.pointer(header);
    const length = reader.pointer(header + 8);
    if (length === 0 || length > MOST_GS) return new Float64Array();
    const bytes = reader.memory.read(data, length * 8);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const addresses = new Float64Array(length);
    for (let index = 0; index < length; index++) addresses[index] = view.getUint32(index * 8, true) + view.getUint32(index * 8 + 4, true) * 0x100000000;
    return addresses;
  }

  #readM(address: number): MView | undefined {
    const { fields } = this;
    if (!fields || address === 0) return undefined;
    const reader = this.#current().reader;
    return attempt(() => {
      const procid = fields.m.procid < 0 ? 0 : reader.pointer(address + fields.m.procid);
      // M0 has no procid until minit: its thread is the one that runs on its g0 or tls.
      const tid = procid || (this.onCpu().find((thread) => thread.m === address)?.tid ?? 0);
      return readM(reader, fields.m, address, tid, this.#syscallOf(tid));
    });
  }

  #syscallOf(tid: number): SyscallInFlight | undefined { return tid === 0 ? undefined : this.process.thread(tid)?.syscall; }

  #readP(address: number): PView | undefined {
    const { fields } = this;
    if (!fields || address === 0) return undefined;
    const p = attempt(() => readP(this.#current().reader, fields.p, address));
    return p && (p.rawStatus > P_DEAD && p.id > MOST_PS ? undefined : p);
  }

  #threadOnCpu(thread: ThreadView, reader: MemoryReader): ThreadOnCpu {
    const { registers, tid } = thread;
    const at = { tid, pc: registers.rip, sp: Number(registers.getGpr(4)) };
    const none: ThreadOnCpu = { ...at, kind: 'none', g: 0, m: 0 };
    const { fields } = this;
    if (!fields || registers.fsBase === 0) return none;
    return attempt((): ThreadOnCpu => {
      const g = reader.pointer(registers.fsBase - 8);
      if (g === 0) return none;
      const m = reader.pointer(g + fields.g.m);
      if (m === 0) return { ...at, kind: 'g', g, m };
      const kind = reader.pointer(m + fields.m.g0) === g ? 'g0' : reader.pointer(m + fields.m.gsignal) === g ? 'gsignal' : 'g';
      return { ...at, kind, g, m };
    }) ?? none;
  }

  #current(): Snapshot {
    const { retired, virtualNs: ns } = this.process;
    const known = this.#snapshot;
    if (known && known.retired === retired && known.ns === ns && known.generation === this.#generation) return known;
    return (this.#snapshot = { retired, ns, generation: this.#generation, reader: new MemoryReader(this.process.machine.memory) });
  }
}

function ascending(gs: readonly GView[]): boolean {
  for (let index = 1; index < gs.length; index++) if (gs[index - 1].goid > gs[index].goid) return false;
  return true;
}
