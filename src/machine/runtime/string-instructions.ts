/**
 * MOVS, STOS, LODS, CMPS, SCAS with and without repetition, on whole stretches that lie on one page. When a fault comes
 * between, RCX, RSI and RDI say exactly how far it got, as the processor's do (SDM vol. 2, REP).
 */
import { Gpr, PAGE_SIZE } from '../api';
import { FLAG_AUX, FLAG_CARRY, FLAG_KIND, FLAG_OTHER, FLAG_OVERFLOW, FLAG_RESULT, GPR } from '../layout';
import { Rflags } from '../lift/flags';
import { Repeat, StringOperation } from '../lift/string';
import { AccessKind } from '../memory/access-kind';
import type { LinearMemory } from '../memory/linear-memory';
import type { PagedMemory } from '../memory/paged-memory';
import { BOUNCE } from '../layout';

export class StringInstructions {
  constructor(private readonly linear: LinearMemory, private readonly memory: PagedMemory) {}

  private get(register: Gpr): number {
    const at = GPR + register * 8 >>> 2;
    return this.linear.u32[at] + this.linear.i32[at + 1] * 0x100000000;
  }

  private add(register: Gpr, amount: number): void {
    this.linear.u64[GPR + register * 8 >>> 3] += BigInt(amount);
  }

  /** Helper of generated code. */
  readonly execute = (operation: StringOperation, size: number, repeat: Repeat): number => {
    const down = (this.linear.u32[FLAG_OTHER >>> 2] & Rflags.direction) !== 0;
    if (repeat === Repeat.none) return this.stretch(operation, size, 1, down, repeat) > 0 ? 0 : 1;
    const comparing = operation === StringOperation.compare || operation === StringOperation.scan;
    const flags = comparing ? this.linear.u8.slice(FLAG_RESULT, FLAG_KIND + 4) : undefined;
    for (;;) {
      // Nobody counts to 2^53; a negative count is one above 2^63.
      const count = this.get(Gpr.rcx);
      if (count === 0) return 0;
      const done = this.stretch(operation, size, count < 0 ? 2 ** 40 : count, down, repeat);
      if (done <= 0) {
        // What a fault interrupts has the flags from before it (SDM vol. 2, REP).
        if (flags) this.linear.u8.set(flags, FLAG_RESULT);
        return 1;
      }
      this.add(Gpr.rcx, -done);
      if (comparing && !this.goesOn(repeat)) return 0;
    }
  };

  /** Elements from `address` on in the direction that lie on its page; 0 if the first one straddles. */
  private static onPage(address: number, size: number, down: boolean): number {
    const offset = ((address % PAGE_SIZE) + PAGE_SIZE) % PAGE_SIZE;
    if (offset + size > PAGE_SIZE) return 0;
    return down ? Math.floor(offset / size) + 1 : Math.floor((PAGE_SIZE - offset) / size);
  }

  /** Lowest address of `count` elements that start at `address` and go in the direction. */
  private static low(address: number, size: number, count: number, down: boolean): number {
    return down ? address - (count - 1) * size : address;
  }

  /** Executes as many elements as lie on one page; returns how many, 0 if there is a fault at the first. */
  private stretch(operation: StringOperation, size: number, limit: number, down: boolean, repeat: Repeat): number {
    const usesSource = operation === StringOperation.move || operation === StringOperation.load || operation === StringOperation.compare;
    const usesDestination = operation !== StringOperation.load;
    const source = this.get(Gpr.rsi), destination = this.get(Gpr.rdi);
    let count = Math.min(limit, PAGE_SIZE / size);
    if (usesSource) count = Math.min(count, StringInstructions.onPage(source, size, down));
    if (usesDestination) count = Math.min(count, StringInstructions.onPage(destination, size, down));
    // A straddling element goes alone, through the bounce buffer.
    const straddles = count === 0;
    if (straddles) count = 1;
    if (operation === StringOperation.compare || operation === StringOperation.scan) {
      const done = this.comparing(operation, size, count, down, repeat, source, destination);
      return this.advance(done, size, down, operation === StringOperation.compare, true);
    }
    const bytes = count * size;
    const low = (address: number): number => StringInstructions.low(address, size, count, down);
    if (operation === StringOperation.load) {
      const from = this.memory.miss(low(source), bytes, AccessKind.read);
      if (from === 0) return 0;
      const last = down ? from : from + bytes - size;
      if (size === 4) this.linear.u64[GPR >>> 3] = 0n;
      this.linear.u8.copyWithin(GPR, last, last + size);
      return this.advance(count, size, down, true, false);
    }
    if (operation === StringOperation.store) {
      const to = this.memory.miss(low(destination), bytes, AccessKind.write);
      if (to === 0) return 0;
      this.fill(to, size, count);
      if (to === BOUNCE) this.memory.commit();
      return this.advance(count, size, down, false, true);
    }
    if (straddles) return this.moveOne(size, source, destination) ? this.advance(1, size, down, true, true) : 0;
    // The source is looked up again: making the destination writable may have given its page another frame.
    if (this.memory.miss(low(source), bytes, AccessKind.read) === 0) return 0;
    const to = this.memory.miss(low(destination), bytes, AccessKind.write);
    if (to === 0) return 0;
    const from = this.memory.miss(low(source), bytes, AccessKind.read);
    this.copy(from, to, bytes, size, down);
    return this.advance(count, size, down, true, true);
  }

  private advance(count: number, size: number, down: boolean, source: boolean, destination: boolean): number {
    const distance = down ? -count * size : count * size;
    if (source) this.add(Gpr.rsi, distance);
    if (destination) this.add(Gpr.rdi, distance);
    return count;
  }

  private moveOne(size: number, source: number, destination: number): boolean {
    const u8 = this.linear.u8;
    const from = this.memory.miss(source, size, AccessKind.read);
    if (from === 0) return false;
    const element = u8.slice(from, from + size);
    const to = this.memory.miss(destination, size, AccessKind.write);
    if (to === 0) return false;
    this.linear.u8.set(element, to);
    if (to === BOUNCE) this.memory.commit();
    return true;
  }

  private copy(from: number, to: number, bytes: number, size: number, down: boolean): void {
    const u8 = this.linear.u8;
    const overlapping = down ? to < from && to + bytes > from : to > from && from + bytes > to;
    if (!overlapping) {
      u8.copyWithin(to, from, from + bytes);
      return;
    }
    // Elements that were written are read again: the pattern repeats.
    for (let i = 0; i < bytes; i += size) {
      const at = down ? bytes - size - i : i;
      u8.copyWithin(to + at, from + at, from + at + size);
    }
  }

  private fill(to: number, size: number, count: number): void {
    const { u8, u32, u64 } = this.linear;
    const low = u32[GPR >>> 2];
    if (size === 1 || u64[GPR >>> 3] === 0n) {
      u8.fill(size === 1 ? low & 0xff : 0, to, to + count * size);
    } else if (size === 8 && (to & 7) === 0) {
      u64.fill(u64[GPR >>> 3], to >>> 3, (to >>> 3) + count);
    } else {
      const element = u8.slice(GPR, GPR + size);
      for (let i = 0; i < count; i++) u8.set(element, to + i * size);
    }
  }

  private goesOn(repeat: Repeat): boolean {
    const zero = this.linear.u64[FLAG_RESULT >>> 3] === 0n;
    return repeat === Repeat.whileEqual ? zero : !zero;
  }

  private value(at: number, size: number): bigint {
    const { u8 } = this.linear;
    let value = 0n;
    for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(u8[at + i]);
    return value;
  }

  private comparing(operation: StringOperation, size: number, count: number, down: boolean, repeat: Repeat, source: number, destination: number): number {
    const compares = operation === StringOperation.compare;
    for (let done = 0; done < count; done++) {
      const distance = down ? -done * size : done * size;
      let a: bigint;
      if (compares) {
        const from = this.memory.miss(source + distance, size, AccessKind.read);
        if (from === 0) return done;
        a = this.value(from, size);
      } else {
        a = this.value(GPR, size);
      }
      const at = this.memory.miss(destination + distance, size, AccessKind.read);
      if (at === 0) return done;
      this.setFlags(a, this.value(at, size), size);
      if (repeat !== Repeat.none && !this.goesOn(repeat)) return done + 1;
    }
    return count;
  }

  /** Flags of a - b; see lift/flags.ts. */
  private setFlags(a: bigint, b: bigint, size: number): void {
    const bits = size * 8;
    const r = BigInt.asIntN(bits, a - b);
    const { u64, u32 } = this.linear;
    u64[FLAG_RESULT >>> 3] = BigInt.asUintN(64, r);
    u64[FLAG_AUX >>> 3] = (a ^ b ^ BigInt.asUintN(64, r)) & 16n;
    u64[FLAG_OVERFLOW >>> 3] = BigInt.asUintN(64, BigInt.asIntN(bits, (a ^ b) & (a ^ BigInt.asUintN(64, r))));
    u32[FLAG_CARRY >>> 2] = a < b ? 1 : 0;
    u32[FLAG_KIND >>> 2] = 0;
  }
}
