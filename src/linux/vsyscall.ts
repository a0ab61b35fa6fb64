/**
 * The legacy vsyscall page at the top of the address space (Linux: Documentation/x86, "vsyscall=xonly"): Go up to 1.14
 * reads the clock there when there is no vDSO. Nothing is mapped; a call into the page faults and is carried out as the
 * system call it stands for.
 */
import { Gpr, MemoryFault, type GuestMemory, type Registers, type Stop } from '../machine/api';

/** gettimeofday's entry. (time and getcpu, 0x400 and 0x800 further on, were never called by Go.) */
const GETTIMEOFDAY_ENTRY = 0xffffffffff600000;
const SYS_GETTIMEOFDAY = 96n;

/** If `stop` is a call into the page: makes the registers those of a SYSCALL that returns to the caller, and says so. */
export function enterVsyscall(stop: Stop, registers: Registers, memory: GuestMemory): boolean {
  if (stop.kind !== 'page-fault' || stop.access !== 'exec' || stop.address !== GETTIMEOFDAY_ENTRY) return false;
  const sp = Number(registers.getGpr(Gpr.rsp));
  let caller: number;
  try {
    caller = memory.readPointer(sp);
  } catch (error) {
    if (error instanceof MemoryFault) return false;
    throw error;
  }
  registers.rip = caller;
  registers.setGpr(Gpr.rsp, BigInt(sp + 8));
  registers.setGpr(Gpr.rax, SYS_GETTIMEOFDAY);
  return true;
}
