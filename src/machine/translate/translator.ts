/**
 * Decides what is translated, makes regions and puts them in place of the interpreter's records; takes them out again when
 * code or breakpoints change. A region is a cache: with or without it the guest sees the same.
 */
import { Flow, InstructionDecoder, Mnemonic, type DecodedInstruction } from '../decode/iced';
import type { CodeCache } from '../interpret/code-cache';
import { isSupported } from '../interpret/forms';
import type { GeneratedCode } from '../interpret/generated-code';
import type { PagedMemory } from '../memory/paged-memory';
import { RegionCompiler, type Site } from './region-compiler';
import { PATCH_LIMITS, REGION_LIMITS, RegionGraph, type BlockNode, type RegionLimits } from './region-graph';

/** Samples in one stretch of code that make it hot. A sample is taken every SAMPLE_INTERVAL handlers. */
const HOT_SAMPLES = 20;
/** Samples before anything is translated. */
const WARM_UP_SAMPLES = 150;
/** As HOT_SAMPLES, where there is no loop to translate: what is passed once in a while costs V8 more time than it saves. */
const STRAIGHT_SAMPLES = 40;
/** Samples that a stretch has to collect for another try, after one. */
const COOL_DOWN = 20;
/** A prime: no loop has a length that makes all samples fall on one of its places. */
export const SAMPLE_INTERVAL = 3001;
/** Decoded stretches that are kept. */
const MOST_RUNS = 4000;
/** Bytes within which interpreted code is taken to go on from where a region was cut off. */
const CUT_REACH = 8192;
/** Bytes looked at for one block. */
const BLOCK_BYTES = 400;

/** What regions leave to the interpreter, besides string instructions and what traps. */
const NOT_TRANSLATED = new Set<number>([Mnemonic.Cpuid, Mnemonic.Rdtsc, Mnemonic.Syscall, Mnemonic.Int3, Mnemonic.Fxsave, Mnemonic.Fxrstor]);

/**
 * Misses of the TLB at one place that make a region be translated anew, with a call there: a miss costs about a microsecond, a
 * translation a millisecond or more. With 16 six loads of test/bench took 6 % longer than with 200.
 */
const FREQUENT_MISSES = 128;
/** In the new translation other places that have missed so often get one, too. */
const SOME_MISSES = 2;

/** A site's number is that of its region's handler, shifted by so many bits, and its place among the region's sites. */
const SITE_BITS = 13;

interface Region {
  readonly root: number;
  readonly limits: RegionLimits;
  readonly handler: number;
  readonly entries: number[];
  readonly pages: Set<number>;
  readonly addresses: Set<number>;
  /** Where it can be left, and how often it was for a miss of the TLB. */
  readonly sites: { readonly site: Site; misses: number }[];
}

export class Translator {
  /** By handler. */
  private readonly regions = new Map<number, Region>();
  private readonly samples = new Map<number, number>();
  private readonly decoder = new InstructionDecoder();
  /** Decoded code, for the next region near it. */
  private readonly runs = new Map<number, readonly DecodedInstruction[]>();
  private readonly cuts = new Set<number>();
  /** Instructions that have missed the TLB often. */
  private readonly missing = new Set<number>();
  private lastMissed: { misses: number } | undefined;
  /** Pages copied before its miss. */
  private copiesThen = 0;
  /** Regions made so far. */
  translated = 0;

  constructor(private readonly code: CodeCache, private readonly memory: PagedMemory, private readonly generated: GeneratedCode, private warmUp = WARM_UP_SAMPLES) {
    code.onDrop = (page) => {
      this.runs.clear();
      this.cuts.clear();
      this.drop((region) => page === undefined || region.pages.has(page));
    };
  }

  /** A region has been left at the site with the number. */
  left(number: number): Site {
    const region = this.regions.get(number >>> SITE_BITS)!;
    const left = region.sites[number & ((1 << SITE_BITS) - 1)];
    if (left.site.missed) this.countMiss(region, left);
    return left.site;
  }

  /** A miss that copied a page was a checkpoint's: such misses end by themselves. That is known only when the next one comes. */
  private countMiss(region: Region, place: { misses: number }): void {
    if (this.lastMissed && this.memory.copiedPages !== this.copiesThen) this.lastMissed.misses--;
    this.lastMissed = place;
    this.copiesThen = this.memory.copiedPages;
    if (++place.misses === FREQUENT_MISSES) this.translateCarefully(region);
  }

  /** Translates a region anew, with calls where the TLB has missed. */
  private translateCarefully(region: Region): void {
    for (const { site, misses } of region.sites) if (misses >= SOME_MISSES) this.missing.add(site.address);
    this.drop((other) => other === region);
    this.translate(region.root, region.limits);
  }

  /**
   * Called with the address of the next instruction at regular distances of calls of handlers.
   */
  sample(address: number): void {
    if (this.warmUp > 0) {
      this.warmUp--;
      return;
    }
    const record = this.code.known(address);
    if (record === undefined || this.code.isEntry(record)) return;
    const start = this.code.addressOf(this.code.runStart(record));
    const count = (this.samples.get(start) ?? 0) + 1;
    // Looking for a loop costs as much as a few hundred instructions: not at each count.
    if (count < HOT_SAMPLES || (count > HOT_SAMPLES && count < STRAIGHT_SAMPLES)) {
      this.samples.set(start, count);
      return;
    }
    const head = this.loopHead(address);
    if ((head === undefined || this.isEntry(head)) && count < STRAIGHT_SAMPLES) {
      this.samples.set(start, count);
      return;
    }
    this.samples.set(start, HOT_SAMPLES - COOL_DOWN);
    // What is an entry already and does not cover the address has been cut off at the limits.
    const root = [head, this.cutBefore(address), start].find((place) => place !== undefined && !this.isEntry(place));
    if (root !== undefined) this.translate(root, REGION_LIMITS);
    else this.patch(this.blockAround(start, address));
  }

  /** The nearest place before the address where a region ended for want of room. */
  private cutBefore(address: number): number | undefined {
    let best: number | undefined;
    for (const cut of this.cuts) if (cut <= address && address - cut < CUT_REACH && (best === undefined || cut > best)) best = cut;
    return best;
  }

  /**
   * A path that the regions around did not have, because it had not been taken when they were made: a small region that leads
   * back to them.
   */
  private patch(address: number): void {
    if (!this.isEntry(address)) this.translate(address, PATCH_LIMITS);
  }

  /** Start of the basic block with the address, in straight code that starts at `start`. */
  private blockAround(start: number, address: number): number {
    for (let block = start;;) {
      const run = this.decodeRun(block);
      const last = run[run.length - 1];
      if (!last) return address;
      const after = last.address + last.length;
      if (address < after) return block;
      block = after;
    }
  }

  private isEntry(address: number): boolean {
    const record = this.code.known(address);
    return record !== undefined && this.code.isEntry(record);
  }

  /** Drops the regions that contain one of the addresses. */
  dropContaining(addresses: Iterable<number>): void {
    const wanted = [...addresses];
    this.drop((region) => wanted.some((address) => region.addresses.has(address)));
  }

  private drop(condition: (region: Region) => boolean): void {
    for (const region of this.regions.values()) {
      if (!condition(region)) continue;
      this.regions.delete(region.handler);
      for (const record of region.entries) this.code.clearEntry(record);
      this.generated.release(region.handler);
    }
  }

  private readonly decodeRun = (address: number): readonly DecodedInstruction[] => {
    const known = this.runs.get(address);
    if (known) return known;
    const bytes = this.memory.fetch(address, BLOCK_BYTES);
    const run = bytes ? this.decoder.decode(bytes, address, (last) => last.flow === Flow.next).instructions : [];
    if (this.runs.size >= MOST_RUNS) this.runs.clear();
    this.runs.set(address, run);
    return run;
  };

  private readonly isTranslatable = (instruction: DecodedInstruction): boolean =>
    isSupported(instruction) && instruction.flow !== Flow.trap && instruction.flow !== Flow.syscall && !instruction.isString
    && !NOT_TRANSLATED.has(instruction.mnemonic) && !this.code.hasBreakpoint(instruction.address);

  /** Head of the smallest loop around an address: the nearest target of a branch back over it, within one function. */
  private loopHead(address: number): number | undefined {
    const seen = new Set<number>();
    const queue = [address];
    let best: { head: number; size: number } | undefined;
    while (queue.length > 0 && seen.size < 64) {
      const start = queue.shift()!;
      if (seen.has(start)) continue;
      seen.add(start);
      const run = this.decodeRun(start);
      const last = run[run.length - 1];
      if (!last) continue;
      const after = last.address + last.length, target = Number(last.immediate);
      if (last.flow === Flow.branch || last.flow === Flow.jump) {
        const taken = this.code.wasTaken(last.address);
        if (taken && target <= address && last.address >= address) {
          const size = last.address - target;
          if (!best || size < best.size) best = { head: target, size };
        }
        if (taken) queue.push(target);
      }
      if (last.flow !== Flow.jump && last.flow !== Flow.return && last.flow !== Flow.indirectJump && last.flow !== Flow.trap) queue.push(after);
    }
    return best?.head;
  }

  private translate(root: number, limits: RegionLimits): void {
    const record = this.code.known(root);
    if (record === undefined || this.code.isEntry(record)) return;
    const graph = new RegionGraph({ decodeRun: this.decodeRun, wasTaken: (address) => this.code.wasTaken(address), lastTarget: (address) => this.code.lastTarget(address), isTranslatable: this.isTranslatable, isEntry: (address) => this.isEntry(address) }, root, limits);
    const instructions = graph.blocks.reduce((sum, block) => sum + block.instructions.length, 0);
    if (graph.blocks[0].instructions.length === 0 || !this.code.prepareRegion(4 * (instructions + graph.blocks.length))) return;
    this.install(graph);
    for (const cut of graph.cuts) this.cuts.add(cut);
  }

  private install(graph: RegionGraph): void {
    const { code } = this;
    const builder = this.generated.newModule();
    const helperIndex = this.generated.calleeIn(builder);
    const follows = new Map<number, number>();
    const recordFor = (address: number): number => {
      const known = code.known(address) ?? follows.get(address) ?? code.followTo(address);
      follows.set(address, known);
      return known;
    };
    // Entries get their copies first: running out of fuel at an entry has to lead to the copy.
    const copies = new Map<number, number>();
    const entryBlocks: BlockNode[] = [];
    for (const block of graph.blocks) {
      if (!block.entry || block.context || block.instructions.length === 0) continue;
      const found = code.known(block.address) ?? this.decoded(block.address);
      if (found === undefined || code.isEntry(found)) continue;
      copies.set(block.address, code.copyForEntry(found));
      entryBlocks.push(block);
    }
    const { root, limits } = graph;
    const region: Region = { root, limits, handler: this.generated.reserve(1), entries: [], pages: new Set(), addresses: new Set(), sites: [] };
    const compiler = new RegionCompiler(graph, {
      recordFor,
      plainRecordFor: (address) => copies.get(address) ?? code.plain(recordFor(address)),
      addSite: (site) => (region.handler << SITE_BITS) | (region.sites.push({ site, misses: 0 }) - 1),
      misses: (address) => this.missing.has(address),
      helperIndex,
    });
    const { body, labels } = compiler.compile();
    this.generated.addHandler(builder, body);
    this.generated.instantiate(this.generated.compile(builder), region.handler, 1);

    for (const { instructions } of graph.blocks) {
      for (const { address, length } of instructions) {
        region.addresses.add(address);
        region.pages.add(address - (address % 4096));
        region.pages.add(address + length - 1 - ((address + length - 1) % 4096));
      }
    }
    for (const block of entryBlocks) {
      const record = code.known(block.address)!;
      code.setEntry(record, copies.get(block.address)!, region.handler, labels.get(block)!);
      region.entries.push(record);
    }
    this.regions.set(region.handler, region);
    this.translated++;
  }

  /** Decodes what the interpreter has not met yet, if it can be fetched. */
  private decoded(address: number): number | undefined {
    const found = this.code.lookup(address);
    return 'record' in found ? found.record : undefined;
  }
}
