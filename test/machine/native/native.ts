/** Compiles runner.c and runs batches of cases on this host's processor. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CODE_BASE, Ending, GS_BASE, OUTCOME_PREFIX, STATE_SIZE, State, scratchBase, type Batch, type Outcome } from './layout';

const HEADER_SIZE = 48;
const SIGILL = 4, SIGTRAP = 5, SIGBUS = 7, SIGFPE = 8, SIGSEGV = 11;
/** si_code of a SIGSEGV that came from #GP (include/uapi/asm-generic/siginfo.h). */
const SI_KERNEL = 0x80;

export class NativeRunner {
  private readonly folder = mkdtempSync(join(tmpdir(), 'gosched-native-'));
  private readonly program = join(this.folder, 'runner');

  constructor() {
    execFileSync('gcc', ['-O1', '-Wall', '-Werror', '-o', this.program, join(__dirname, 'runner.c')], { stdio: ['ignore', 'ignore', 'pipe'] });
  }

  run(batch: Batch): Outcome[] {
    const caseSize = STATE_SIZE + batch.scratchLength;
    const input = Buffer.alloc(HEADER_SIZE + batch.code.length + batch.cases.length * caseSize);
    input.write('gosdiff1', 0, 'latin1');
    input.writeBigUInt64LE(BigInt(CODE_BASE), 8);
    input.writeBigUInt64LE(BigInt(scratchBase(batch)), 16);
    input.writeBigUInt64LE(BigInt(GS_BASE), 24);
    input.writeUInt32LE(batch.code.length, 32);
    input.writeUInt32LE(batch.scratchLength, 36);
    input.writeUInt32LE(batch.cases.length, 40);
    input.set(batch.code, HEADER_SIZE);
    batch.cases.forEach((one, i) => {
      const at = HEADER_SIZE + batch.code.length + i * caseSize;
      input.set(one.state.bytes, at);
      input.set(one.scratch, at + STATE_SIZE);
    });
    const result = spawnSync(this.program, [], { input, maxBuffer: 1 << 30 });
    if (result.error || result.status !== 0) {
      throw new Error(`native runner: ${result.error?.message ?? ''} status ${result.status} signal ${result.signal} ${String(result.stderr)}`);
    }
    return this.outcomes(batch, result.stdout);
  }

  dispose(): void { rmSync(this.folder, { recursive: true, force: true }); }

  private outcomes(batch: Batch, output: Buffer): Outcome[] {
    const size = OUTCOME_PREFIX + STATE_SIZE + batch.scratchLength;
    return batch.cases.map((_, i) => {
      const at = i * size;
      const signal = output.readUInt32LE(at), code = output.readUInt32LE(at + 4);
      const start = output.byteOffset + at + OUTCOME_PREFIX;
      // An own copy: State needs no alignment, but the buffer of spawnSync may be shared.
      const copy = output.buffer.slice(start, start + STATE_SIZE + batch.scratchLength);
      const state = new State(copy, 0);
      let ending = Ending.other, address = 0;
      if (signal === SIGTRAP) { ending = Ending.completed; state.rip -= 1; } // behind the INT3
      else if ((signal === SIGSEGV || signal === SIGBUS) && code === SI_KERNEL) ending = Ending.generalProtection;
      else if (signal === SIGSEGV) { ending = Ending.pageFault; address = Number(output.readBigInt64LE(at + 8)); }
      else if (signal === SIGFPE) ending = Ending.divideError;
      else if (signal === SIGILL) ending = Ending.invalidOpcode;
      return { ending, address, state, scratch: new Uint8Array(copy, STATE_SIZE), detail: `signal ${signal} code ${code}` };
    });
  }
}
