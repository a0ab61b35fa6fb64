/** Stepping by instruction through a syscall stub, and by line across the scheduler's stack switches. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { scratchFolder } from '../support/folders';
import { buildGo, debugFlags } from '../support/go';
import { root } from '../support/gosched';
import { requireTool } from '../support/tools';
import { assertGolden, Recorder } from './transcript';

type Stack = DebugProtocol.StackTraceResponse['body'];
type Disassembly = { instructions: DebugProtocol.DisassembledInstruction[] };

describe('stepping', function () {
  let recorder: Recorder;
  before(function () { requireTool(this, 'go'); });
  beforeEach(async () => {
    recorder = new Recorder();
    await recorder.start();
  });
  afterEach(() => recorder.stop());

  async function topFrame(threadId: number): Promise<DebugProtocol.StackFrame> {
    return (await recorder.request<Stack>('stackTrace', { threadId, startFrame: 0, levels: 1 })).stackFrames[0];
  }

  /** Steps by instruction until Syscall6 returns, into what leads to the SYSCALL instruction; what was executed, line by line. */
  async function throughSyscall6(threadId: number): Promise<string> {
    recorder.recording = false;
    const log: string[] = [];
    const calls: string[] = [];
    for (let steps = 0; ; steps++) {
      assert.ok(steps < 300, 'the step never leaves the stub');
      const frame = await topFrame(threadId);
      const { instructions: [instruction] } = await recorder.request<Disassembly>('disassemble', { memoryReference: frame.instructionPointerReference, instructionCount: 1 });
      const registers: string[] = [];
      for (const name of instruction.instruction === 'SYSCALL' ? ['rax', 'rdi', 'rsi', 'rdx', 'r10', 'r8', 'r9'] : log.at(-1)?.includes('SYSCALL') ? ['rax'] : []) {
        registers.push(`${name}=${(await recorder.request<{ result: string }>('evaluate', { expression: `$${name}`, frameId: frame.id, context: 'watch' })).result}`);
      }
      log.push(`${instruction.address} ${frame.name.padEnd(32)} ${frame.line} ${instruction.instruction}${registers.length > 0 ? `   ${registers.join(' ')}` : ''}`);
      const call = /^CALL (\S+?)(\(SB\))?$/.exec(instruction.instruction)?.[1];
      if (call) calls.push(call);
      if (/^RET/.test(instruction.instruction) && frame.name === 'syscall.Syscall6') break;
      // Into what leads to the SYSCALL instruction, over everything else.
      const into = call !== undefined && /Syscall6/.test(call);
      const next = await recorder.resume(into ? 'stepIn' : 'next', { threadId, granularity: 'instruction' });
      assert.equal(next?.threadId, threadId);
    }
    assert.ok(calls[0].includes('entersyscall') && calls.at(-1)?.includes('exitsyscall'), calls.join(' '));
    return `${log.join('\n')}\n`;
  }

  it('goes by instruction through syscall.Syscall6, from CALL entersyscall to RET', async () => {
    const program = buildGo(['s1_open.go', 'yield.go'], debugFlags);
    const stop = await recorder.launch({ program, cwd: '/tmp', gomaxprocs: 2 }, async () => {
      await recorder.request('setFunctionBreakpoints', { breakpoints: [{ name: 'syscall.Syscall6', condition: 'trap == 257' }] });
    });
    const threadId = stop?.threadId ?? 0;
    assert.equal(threadId, 1);
    assertGolden('step-syscall6', await throughSyscall6(threadId));
  });

  it('does so in the stripped Go 1.19.3 executable', async () => {
    // Its path is the guest's argv[0], and in its heap.
    const program = join(scratchFolder('adapter-stepping'), 'esbuild');
    mkdirSync(dirname(program), { recursive: true });
    copyFileSync(join(root, 'node_modules', 'esbuild-go119', 'bin', 'esbuild'), program);
    const stop = await recorder.launch({ program, args: ['--bundle', 'none.js'], cwd: '/tmp', gomaxprocs: 2 }, async () => {
      await recorder.request('setFunctionBreakpoints', { breakpoints: [{ name: 'syscall.Syscall6' }] });
    });
    assert.equal(stop?.threadId, 1);
    const { stackFrames } = await recorder.request<Stack>('stackTrace', { threadId: 2 });
    assert.deepEqual([stackFrames[0].name, stackFrames.at(-1)?.name], ['runtime.gopark', 'runtime.goexit'], 'a parked goroutine');
    const { result } = await recorder.request<{ result: string }>('evaluate', { expression: 'uintptr(allgs[1].sched.pc)', frameId: stackFrames[0].id, context: 'watch', format: { hex: true } });
    assert.equal(result, stackFrames[0].instructionPointerReference, 'its frames come from g.sched');
    assertGolden('step-syscall6-stripped', await throughSyscall6(1));
  });

  it('steps over a blocking syscall that changes the M, and out of exitsyscall0 to where the goroutine goes on', async () => {
    const program = buildGo(['s2_slow_globrunq.go', 'yield.go'], debugFlags);
    const stop = await recorder.launch({ program, cwd: '/tmp', gomaxprocs: 1, env: { GODEBUG: 'asyncpreemptoff=1' } }, async () => {
      await recorder.request('setFunctionBreakpoints', { breakpoints: [{ name: 'main.reader' }] });
    });
    recorder.recording = false;
    const threadId = stop?.threadId ?? 0;
    const log: string[] = [];
    const tell = async (what: string, id: number): Promise<void> => {
      const frame = await topFrame(id);
      const { threads } = await recorder.request<DebugProtocol.ThreadsResponse['body']>('threads');
      log.push(`${what.padEnd(8)} ${frame.name}:${frame.line}  ${threads.find((thread) => thread.id === id)?.name}`);
    };
    await tell('start', threadId);
    for (let i = 0; i < 4; i++) {
      const next = await recorder.resume('next', { threadId });
      if (next?.threadId !== threadId) break;
      await tell('next', threadId);
    }
    assert.ok(log.some((line) => /main\.reader:18 .*M2/.test(line)), `the goroutine did not come back on another M:\n${log.join('\n')}`);

    await recorder.request('setFunctionBreakpoints', { breakpoints: [{ name: 'runtime.exitsyscall0' }] });
    assertGolden('step-over-handoff', `${log.join('\n')}\n`);
  });

  it('leaves exitsyscall0 for the place where its goroutine goes on', async () => {
    const program = buildGo(['s2_slow_globrunq.go', 'yield.go'], debugFlags);
    const stop = await recorder.launch({ program, cwd: '/tmp', gomaxprocs: 1, env: { GODEBUG: 'asyncpreemptoff=1' } }, async () => {
      await recorder.request('setFunctionBreakpoints', { breakpoints: [{ name: 'runtime.exitsyscall0' }] });
    });
    const threadId = stop?.threadId ?? 0;
    const back = await recorder.resume('stepOut', { threadId });
    assert.equal(back?.threadId, 5);
    const frame = await topFrame(5);
    assert.equal(frame.name, 'runtime.exitsyscall');
    const caller = await recorder.resume('stepOut', { threadId: 5 });
    assert.equal(caller?.threadId, 5);
    assert.equal((await topFrame(5)).name, 'syscall.Syscall');
  });
});
