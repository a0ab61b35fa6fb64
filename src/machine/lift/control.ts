/** Jumps, calls, returns, traps, flag instructions and the instructions of the system. */
import { Mnemonic } from '../decode/iced';
import { i32, i64 } from '../wasm/ops';
import type { Value } from '../wasm/value';
import { Gpr } from '../api';
import { Condition, type Emitter, type Lift, type LiftTable, type Trap } from './emitter';
import { OTHER_FLAGS, Rflags } from './flags';
import { pushValue } from './move';

const jcc = (condition: Condition): Lift => (e) => e.branch(e.condition(condition));

const jmp: Lift = (e) => e.jump('jump', e.form.operands[0].kind === 'target' ? undefined : e.read(0));

const call: Lift = (e) => {
  const target = e.form.operands[0].kind === 'target' ? undefined : e.read(0);
  pushValue(e, 8, e.nextAddress());
  e.jump('call', target);
};

const ret: Lift = (e) => {
  const top = e.readGpr(Gpr.rsp, 8);
  const target = e.let(e.load(top, 8));
  // SDM vol. 2, RET: #GP at the RET itself if the address is not canonical.
  e.ifRare(i64.ne(i64.shr_s(i64.shl(target, i64.const(16)), i64.const(16)), target), () => e.trap('general-protection'));
  const drop = e.form.operands.length > 0 ? i64.extend_i32_u(e.read(0)) : i64.const(0);
  e.writeGpr(Gpr.rsp, 8, i64.add(top, i64.add(drop, i64.const(8))));
  e.jump('return', target);
};

const jrcxz: Lift = (e) => e.branch(i64.eqz(e.readGpr(Gpr.rcx, 8)));
const jecxz: Lift = (e) => e.branch(i32.eqz(e.readGpr(Gpr.rcx, 4)));

/** LOOP, LOOPE, LOOPNE: count RCX down, flags stay. */
const loop = (condition?: Condition): Lift => (e) => {
  const count = e.let(i64.sub(e.readGpr(Gpr.rcx, 8), i64.const(1)));
  e.writeGpr(Gpr.rcx, 8, count);
  const goesOn = i64.ne(count, i64.const(0));
  e.branch(condition === undefined ? goesOn : i32.and(goesOn, e.condition(condition)));
};

const trap = (kind: Trap): Lift => (e) => e.trap(kind);
const nothing: Lift = () => undefined;

/** RFLAGS as PUSHF and SYSCALL see it. */
function allFlags(e: Emitter): Value {
  return i32.or(i32.or(e.readArithmeticFlags(), e.readField('otherFlags')), i32.const(Rflags.fixed | Rflags.interrupt));
}

const syscall: Lift = (e) => {
  e.writeGpr(Gpr.rcx, 8, e.nextAddress());
  e.writeGpr(Gpr.r11, 8, i64.extend_i32_u(allFlags(e)));
  e.stop('syscall');
};

const pushf: Lift = (e) => pushValue(e, 8, i64.extend_i32_u(i32.and(allFlags(e), i32.const(0xfcffff))));

const popf: Lift = (e) => {
  const top = e.readGpr(Gpr.rsp, 8);
  const flags = e.let(i32.wrap_i64(e.load(top, 8)));
  e.writeGpr(Gpr.rsp, 8, i64.add(top, i64.const(8)));
  e.writeArithmeticFlags(flags);
  e.writeField('otherFlags', i32.and(flags, i32.const(OTHER_FLAGS)));
};

const AH_FLAGS = Rflags.sign | Rflags.zero | Rflags.adjust | Rflags.parity | Rflags.carry;

const lahf: Lift = (e) => e.writeAh(i32.or(i32.and(e.readArithmeticFlags(), i32.const(AH_FLAGS)), i32.const(Rflags.fixed)));

const sahf: Lift = (e) => {
  const kept = i32.and(e.readArithmeticFlags(), i32.const(Rflags.overflow));
  e.writeArithmeticFlags(i32.or(kept, i32.and(e.readAh(), i32.const(AH_FLAGS))));
};

function setDirection(down: boolean): Lift {
  return (e) => {
    const others = e.readField('otherFlags');
    e.writeField('otherFlags', down ? i32.or(others, i32.const(Rflags.direction)) : i32.and(others, i32.const(~Rflags.direction)));
  };
}

const RAX_TO_RDX = 1 << Gpr.rax | 1 << Gpr.rbx | 1 << Gpr.rcx | 1 << Gpr.rdx;

const rdtsc: Lift = (e) => {
  const now = e.timestamp();
  e.writeGpr(Gpr.rax, 4, i32.wrap_i64(now));
  e.writeGpr(Gpr.rdx, 4, i32.wrap_i64(i64.shr_u(now, i64.const(32))));
};

export const controlLifts: LiftTable = {
  [Mnemonic.Jmp]: jmp,
  [Mnemonic.Call]: call,
  [Mnemonic.Ret]: ret,
  [Mnemonic.Jrcxz]: jrcxz,
  [Mnemonic.Jecxz]: jecxz,
  [Mnemonic.Loop]: loop(),
  [Mnemonic.Loope]: loop(Condition.e),
  [Mnemonic.Loopne]: loop(Condition.ne),
  [Mnemonic.Jo]: jcc(Condition.o), [Mnemonic.Jno]: jcc(Condition.no), [Mnemonic.Jb]: jcc(Condition.b), [Mnemonic.Jae]: jcc(Condition.ae),
  [Mnemonic.Je]: jcc(Condition.e), [Mnemonic.Jne]: jcc(Condition.ne), [Mnemonic.Jbe]: jcc(Condition.be), [Mnemonic.Ja]: jcc(Condition.a),
  [Mnemonic.Js]: jcc(Condition.s), [Mnemonic.Jns]: jcc(Condition.ns), [Mnemonic.Jp]: jcc(Condition.p), [Mnemonic.Jnp]: jcc(Condition.np),
  [Mnemonic.Jl]: jcc(Condition.l), [Mnemonic.Jge]: jcc(Condition.ge), [Mnemonic.Jle]: jcc(Condition.le), [Mnemonic.Jg]: jcc(Condition.g),
  [Mnemonic.Clc]: (e) => e.setFlags({ carry: i32.const(0) }),
  [Mnemonic.Stc]: (e) => e.setFlags({ carry: i32.const(1) }),
  [Mnemonic.Cmc]: (e) => e.setFlags({ carry: i32.eqz(e.carry()) }),
  [Mnemonic.Cld]: setDirection(false),
  [Mnemonic.Std]: setDirection(true),
  [Mnemonic.Pushfq]: pushf,
  [Mnemonic.Popfq]: popf,
  [Mnemonic.Lahf]: lahf,
  [Mnemonic.Sahf]: sahf,
  [Mnemonic.Syscall]: syscall,
  [Mnemonic.Int3]: (e) => e.stop('int3'),
  // CD 03 is a breakpoint as CC is (Go has it in runtime.badsystemstack); user mode may not use any other vector (Linux: #GP).
  [Mnemonic.Int]: { lift: (e) => (e.staticImmediate(0) === 3 ? e.stop('int3') : e.trap('general-protection')), immediateInForm: true },
  [Mnemonic.Ud0]: trap('invalid-opcode'),
  [Mnemonic.Ud1]: trap('invalid-opcode'),
  [Mnemonic.Ud2]: trap('invalid-opcode'),
  [Mnemonic.Cpuid]: (e) => e.callWithRegisters('cpuid', [], RAX_TO_RDX, false),
  [Mnemonic.Rdtsc]: rdtsc,
  // One processor at a time, in program order: fences and hints have nothing to do.
  [Mnemonic.Nop]: nothing,
  [Mnemonic.Pause]: nothing,
  [Mnemonic.Endbr64]: nothing,
  [Mnemonic.Mfence]: nothing,
  [Mnemonic.Lfence]: nothing,
  [Mnemonic.Sfence]: nothing,
  [Mnemonic.Prefetchnta]: nothing,
  [Mnemonic.Prefetcht0]: nothing,
  [Mnemonic.Prefetcht1]: nothing,
  [Mnemonic.Prefetcht2]: nothing,
  [Mnemonic.Prefetchw]: nothing,
  [Mnemonic.Clflush]: nothing,
  // Privileged in user mode.
  ...Object.fromEntries([
    Mnemonic.Hlt, Mnemonic.Cli, Mnemonic.Sti, Mnemonic.In, Mnemonic.Out, Mnemonic.Insb, Mnemonic.Insd, Mnemonic.Outsb, Mnemonic.Outsd,
    Mnemonic.Rdmsr, Mnemonic.Wrmsr, Mnemonic.Invd, Mnemonic.Wbinvd, Mnemonic.Clts, Mnemonic.Iret, Mnemonic.Sysret, Mnemonic.Swapgs,
    Mnemonic.Lgdt, Mnemonic.Lidt, Mnemonic.Lldt, Mnemonic.Ltr, Mnemonic.Invlpg,
  ].map((mnemonic) => [mnemonic, trap('general-protection')])),
};
