/** Ms and Ps read from guest memory. */
import type { MView, PView } from '../api';
import type { MFields, PFields } from '../layout/fields';
import type { MemoryReader } from '../memory-reader';
import { pStatusName } from '../statuses';
import type { SyscallInFlight } from '../../linux/api';

/** Throws MemoryFault if `address` is not mapped. `syscallOf`: what the kernel says of the thread with this tid. */
export function readM(reader: MemoryReader, fields: MFields, address: number, tid: number, syscall: SyscallInFlight | undefined): MView {
  const flag = (offset: number) => offset >= 0 && reader.u8(address + offset) !== 0;
  const pointer = (offset: number) => (offset < 0 ? 0 : reader.pointer(address + offset));
  return {
    address, tid, syscall,
    id: reader.signed(address + fields.id),
    g0: pointer(fields.g0), gsignal: pointer(fields.gsignal), curg: pointer(fields.curg), p: pointer(fields.p), nextp: pointer(fields.nextp),
    oldp: fields.oldp < 0 ? undefined : reader.pointer(address + fields.oldp),
    locks: reader.i32(address + fields.locks),
    spinning: flag(fields.spinning), blocked: flag(fields.blocked),
    lockedg: pointer(fields.lockedg),
    syscalltick: fields.syscalltick < 0 ? 0 : reader.u32(address + fields.syscalltick),
    preemptoff: fields.preemptoff < 0 ? '' : reader.goString(address + fields.preemptoff),
  };
}

/** Throws MemoryFault if `address` is not mapped. */
export function readP(reader: MemoryReader, fields: PFields, address: number): PView {
  const rawStatus = reader.u32(address + fields.status);
  return {
    address, rawStatus,
    id: reader.i32(address + fields.id),
    status: pStatusName(rawStatus),
    m: reader.pointer(address + fields.m),
    schedtick: reader.u32(address + fields.schedtick),
    syscalltick: reader.u32(address + fields.syscalltick),
    sysmontick: fields.tickSched < 0 ? undefined : {
      schedtick: reader.u32(address + fields.tickSched), schedwhen: reader.u64(address + fields.tickSchedWhen),
      syscalltick: reader.u32(address + fields.tickSyscall), syscallwhen: reader.u64(address + fields.tickSyscallWhen),
    },
    runnext: reader.pointer(address + fields.runnext),
    runq: readRunq(reader, fields, address),
    preempt: fields.preempt < 0 ? undefined : reader.u8(address + fields.preempt) !== 0,
  };
}

/** Gs of the ring buffer between runqhead and runqtail, head first. */
function readRunq(reader: MemoryReader, fields: PFields, address: number): number[] {
  const head = reader.u32(address + fields.runqhead);
  const count = Math.min(runqLength(reader, fields, address), fields.runqLength);
  const gs: number[] = [];
  for (let index = 0; index < count; index++) gs.push(reader.pointer(address + fields.runq + ((head + index) % fields.runqLength) * 8));
  return gs;
}

/** Tail minus head, both counting up modulo 2^32. */
export function runqLength(reader: MemoryReader, fields: PFields, address: number): number {
  return (reader.u32(address + fields.runqtail) - reader.u32(address + fields.runqhead)) >>> 0;
}
