/** Small machine-code programs for tests, and a machine that has one loaded. */
import { Gpr, Prot, type Machine } from '../../src/machine/api';
import { createMachine, type MachineOptions } from '../../src/machine/machine';
import { RunningHash } from '../../src/machine/state-hash';

export const CODE = 0x400000;
export const DATA = 0x600000;
export const STACK_TOP = 0x800000;

/** Bytes from lines of hexadecimal digits; what follows `;` is the instruction in words. */
export function code(text: string): Uint8Array {
  const digits = text.replace(/;.*$/gm, '').replace(/\s+/g, '');
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** A machine with the program at CODE, 64 KiB of data at DATA and a stack, about to execute the first instruction. */
export function machineWith(program: Uint8Array, options: MachineOptions = {}): Machine {
  const machine = createMachine(options);
  machine.memory.map(CODE, 0x2000, Prot.read | Prot.exec, 'text');
  machine.memory.map(DATA, 0x10000, Prot.read | Prot.write, 'data');
  machine.memory.map(STACK_TOP - 0x10000, 0x10000, Prot.read | Prot.write, 'stack');
  machine.memory.write(CODE, program);
  start(machine);
  return machine;
}

/** Puts the machine at the program's start, with fresh registers. */
export function start(machine: Machine): void {
  machine.load(machine.newContext());
  machine.registers.rip = CODE;
  machine.registers.setGpr(Gpr.rsp, BigInt(STACK_TOP - 0x100));
}

export function hashOf(machine: Machine): string {
  const hash = new RunningHash();
  machine.hashInto(hash);
  return hash.digest();
}

/** Xorshift over 64 bits with a sum of the low bytes: the integer load of the benchmarks. Counts RCX up to the limit. */
export function xorshift(limit: number): Uint8Array {
  const imm = [limit & 0xff, (limit >> 8) & 0xff, (limit >> 16) & 0xff, (limit >> 24) & 0xff].map((b) => b.toString(16).padStart(2, '0')).join(' ');
  return code(`
    48 b8 25 23 22 8b 71 9c 39 01   ; mov rax, 0x1399c718b222325
    31 c9                           ; xor ecx, ecx
    31 db                           ; xor ebx, ebx
    48 89 c2                        ; loop: mov rdx, rax
    48 c1 e2 0d                     ; shl rdx, 13
    48 31 d0                        ; xor rax, rdx
    48 89 c2                        ; mov rdx, rax
    48 c1 ea 07                     ; shr rdx, 7
    48 31 d0                        ; xor rax, rdx
    48 89 c2                        ; mov rdx, rax
    48 c1 e2 11                     ; shl rdx, 17
    48 31 d0                        ; xor rax, rdx
    0f b6 d0                        ; movzx edx, al
    48 01 d3                        ; add rbx, rdx
    48 ff c1                        ; inc rcx
    48 81 f9 ${imm}                 ; cmp rcx, limit
    7c d0                           ; jl loop
    cc                              ; int3`);
}

/**
 * Fills 256 words at DATA, sorts them by insertion with calls in the inner loop, and sums them: memory, stack, calls and
 * branches. Ends with INT3, the sum in RAX.
 */
export const SORT = code(`
    bf 00 00 60 00                  ; 400000 mov edi, DATA
    b8 39 30 00 00                  ; 400005 mov eax, 12345
    31 c9                           ; 40000a xor ecx, ecx
    69 c0 6d 4e c6 41               ; 40000c fill: imul eax, eax, 1103515245
    05 39 30 00 00                  ; 400012 add eax, 12345
    89 c2                           ; 400017 mov edx, eax
    c1 ea 10                        ; 400019 shr edx, 16
    48 89 14 cf                     ; 40001c mov [rdi+rcx*8], rdx
    ff c1                           ; 400020 inc ecx
    81 f9 00 01 00 00               ; 400022 cmp ecx, 256
    75 e2                           ; 400028 jne fill
    b9 01 00 00 00                  ; 40002a mov ecx, 1
    48 8b 14 cf                     ; 40002f outer: mov rdx, [rdi+rcx*8]
    89 ce                           ; 400033 mov esi, ecx
    e8 2a 00 00 00                  ; 400035 inner: call compare (400064)
    76 0e                           ; 40003a jbe place (40004a)
    4c 89 04 f7                     ; 40003c mov [rdi+rsi*8], r8
    48 ff ce                        ; 400040 dec rsi
    75 f0                           ; 400043 jne inner
    90 90 90 90 90                  ; 400045
    48 89 14 f7                     ; 40004a place: mov [rdi+rsi*8], rdx
    ff c1                           ; 40004e inc ecx
    81 f9 00 01 00 00               ; 400050 cmp ecx, 256
    72 d7                           ; 400056 jb outer
    31 c0                           ; 400058 xor eax, eax
    ff c9                           ; 40005a sum: dec ecx
    03 04 cf                        ; 40005c add eax, [rdi+rcx*8]
    85 c9                           ; 40005f test ecx, ecx
    75 f7                           ; 400061 jne sum
    cc                              ; 400063 int3
    4c 8b 44 f7 f8                  ; 400064 compare: mov r8, [rdi+rsi*8-8]
    49 39 d0                        ; 400069 cmp r8, rdx (flags survive the return)
    c3                              ; 40006c ret`);
