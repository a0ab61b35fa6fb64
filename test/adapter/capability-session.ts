/**
 * One session that uses every capability the adapter declares: an exercise for each, by its name in the protocol, in this order.
 * They share the program, and each begins where the one before it has stopped.
 */
import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Recorder } from './transcript';

export const source = `package main

type pair struct{ a, b int }

var (
	total   int
	numbers [300]int
	text    = "a text that is longer than what a hover shows of it: " + line + line + line + line + line + line + line + line
)

const line = "one line of thirty-two letters, "

//go:noinline
func half(n int) int { return n / 2 }

//go:noinline
func twice(n int) int {
	n += n
	return n
}

func risky(p *int) (n int) {
	defer func() { recover() }()
	return *p
}

func main() {
	p := pair{3, 4}
	for i := 0; i < 9; i++ {
		p.a = twice(half(p.b)) + i
		p.b++
		total += p.a
	}
	numbers[299] = total
	risky(nil)
	println(p.a, p.b, total, len(text))
}
`;

/** The number of the line that holds `text`. */
export function lineOf(text: string): number { return source.split('\n').findIndex((candidate) => candidate.includes(text)) + 1; }

type Body<T extends { body?: unknown }> = NonNullable<T['body']>;

/** A client at work: the session's state between exercises. */
export class Steps {
  constructor(readonly recorder: Recorder, readonly launch: object, readonly path: string, /** a go command that does not end by itself */ readonly slowGo: string) {}

  request<T = Record<string, unknown>>(command: string, args?: object): Promise<T> { return this.recorder.request<T>(command, args); }
  /** A run to its next stop. @throws when the program ends instead */
  async resume(command: string, args: object = { threadId: 1 }): Promise<DebugProtocol.StoppedEvent['body']> {
    const stop = await this.recorder.resume(command, args);
    assert.ok(stop, `the program has ended at ${command}`);
    return stop;
  }
  breakpoints(...breakpoints: object[]): Promise<Body<DebugProtocol.SetBreakpointsResponse>> { return this.request('setBreakpoints', { source: { path: this.path }, breakpoints }); }
  /** Not written down. */
  async unseen<T>(work: () => Promise<T>): Promise<T> {
    this.recorder.recording = false;
    const result = await work();
    this.recorder.recording = true;
    return result;
  }
  async top(): Promise<DebugProtocol.StackFrame> {
    return (await this.unseen(() => this.request<Body<DebugProtocol.StackTraceResponse>>('stackTrace', { threadId: 1, startFrame: 0, levels: 1 }))).stackFrames[0];
  }
  async evaluate(expression: string, context = 'watch', more: object = {}): Promise<Body<DebugProtocol.EvaluateResponse>> {
    return this.request('evaluate', { expression, context, frameId: (await this.top()).id, ...more });
  }
  async scope(name: string): Promise<number> {
    const { id: frameId } = await this.top();
    const { scopes } = await this.unseen(() => this.request<Body<DebugProtocol.ScopesResponse>>('scopes', { frameId }));
    return scopes.find((scope) => scope.name === name)?.variablesReference ?? assert.fail(`no scope ${name}`);
  }
  variables(variablesReference: number, more: object = {}): Promise<Body<DebugProtocol.VariablesResponse>> { return this.request('variables', { variablesReference, ...more }); }
}

type Exercise = (session: Steps) => Promise<unknown>;

export const exercises: { readonly [Name in keyof DebugProtocol.Capabilities]?: Exercise } = {
  supportsCancelRequest: async (s) => {
    // Which answer comes first depends on how soon the process ends that builds.
    const error = await s.unseen(async () => {
      const begun = s.recorder.client.waitForEvent('progressStart');
      const launched = s.request<{ error: string }>('launch', { program: s.path, runtime: 'go', goCommand: s.slowGo });
      const { requestId } = ((await begun) as DebugProtocol.ProgressStartEvent).body;
      await s.request('cancel', { requestId });
      return (await launched).error;
    });
    s.recorder.note(`a launch that builds for a thousand seconds, cancelled: ${error}`);
    await s.request('cancel', { requestId: 4711 });
  },
  supportsConfigurationDoneRequest: (s) => s.recorder.launchAgain(s.launch),

  supportsFunctionBreakpoints: async (s) => {
    await s.request('setFunctionBreakpoints', { breakpoints: [{ name: 'main.half', hitCondition: '2' }, { name: 'nosuch' }, { name: '/^main\\.(half|risky)$/', condition: 'false' }] });
    const { threadId } = await s.resume('continue');
    await s.request('setFunctionBreakpoints', { breakpoints: [] });
    await s.request('threads');
    await s.resume('stepOut', { threadId });
  },
  supportsBreakpointLocationsRequest: (s) => s.request('breakpointLocations', { source: { path: s.path }, line: lineOf('func twice'), endLine: lineOf('func risky') }),
  supportsConditionalBreakpoints: async (s) => {
    await s.breakpoints({ line: lineOf('p.b++'), condition: 'i == 2' }, { line: lineOf('p.b++'), condition: 'nosuch == 2' });
    await s.resume('continue');
  },
  supportsHitConditionalBreakpoints: async (s) => {
    await s.breakpoints({ line: lineOf('total += p.a'), hitCondition: '% 2' });
    await s.resume('continue');
    await s.evaluate('i');
  },
  supportsLogPoints: async (s) => {
    await s.breakpoints({ line: lineOf('p.b++'), logMessage: 'b is {p.b}, half of it {p.b / 2}' }, { line: lineOf('total += p.a') });
    await s.resume('continue');
    await s.breakpoints();
  },
  supportsSteppingGranularity: async (s) => {
    for (const granularity of ['instruction', 'statement', 'line']) await s.resume('next', { threadId: 1, granularity });
    await s.resume('stepIn', { threadId: 1, granularity: 'instruction' });
  },
  supportsInstructionBreakpoints: async (s) => {
    const { breakpoints: [{ instructionReference }] } = await s.breakpoints({ line: lineOf('p.b++') });
    await s.breakpoints();
    await s.request('setInstructionBreakpoints', { breakpoints: [{ instructionReference }, { instructionReference: '0x10' }] });
    await s.resume('continue');
    await s.request('setInstructionBreakpoints', { breakpoints: [] });
  },
  supportsDisassembleRequest: async (s) => {
    const { instructionPointerReference: memoryReference } = await s.top();
    await s.request('disassemble', { memoryReference, instructionOffset: -2, instructionCount: 4, resolveSymbols: true });
    s.recorder.note('from within an instruction; where nothing is; in Intel\'s syntax');
    await s.request('disassemble', { memoryReference, offset: 1, instructionCount: 2 });
    await s.request('disassemble', { memoryReference: '0x10', instructionCount: 1 });
    await s.evaluate('set disassembly-flavor intel', 'repl');
    await s.request('disassemble', { memoryReference, instructionCount: 2 });
    await s.evaluate('set disassembly-flavor go', 'repl');
  },
  supportsEvaluateForHovers: async (s) => {
    await s.evaluate('p', 'hover');
    await s.evaluate('p.a = 1', 'hover');
  },
  supportsClipboardContext: async (s) => {
    await s.evaluate('text', 'hover');
    await s.evaluate('text', 'clipboard');
  },
  supportsValueFormattingOptions: async (s) => {
    await s.evaluate('p', 'watch', { format: { hex: true } });
    await s.variables(await s.scope('Locals'), { format: { hex: true } });
    const [{ variablesReference }] = (await s.variables(await s.scope('Locals'))).variables.filter(({ name }) => name === 'p');
    await s.request('setVariable', { variablesReference, name: 'a', value: '30', format: { hex: true } });
    await s.request('stackTrace', { threadId: 1, levels: 2, format: { parameters: true, parameterNames: true, parameterTypes: true, parameterValues: true, line: true, module: true } });
  },
  supportsANSIStyling: (s) => s.evaluate('backtrace', 'repl'),
  supportsSetVariable: async (s) => {
    const [{ variablesReference }] = (await s.variables(await s.scope('Locals'))).variables.filter(({ name }) => name === 'p');
    await s.request('setVariable', { variablesReference, name: 'b', value: '10 * 2' });
    await s.request('setVariable', { variablesReference, name: 'nosuch', value: '1' });
    await s.evaluate('p.b');
  },
  supportsSetExpression: async (s) => {
    await s.request('setExpression', { frameId: (await s.top()).id, expression: 'p.b', value: 'p.b + 2', format: { hex: true } });
    s.recorder.note('what was changed is marked; indexed children come in pages');
    const { variables } = await s.variables((await s.evaluate('numbers')).variablesReference, { filter: 'indexed', start: 298, count: 2 });
    assert.deepEqual(variables.map(({ name }) => name), ['[298]', '[299]']);
  },
  supportsReadMemoryRequest: async (s) => {
    const { memoryReference } = await s.evaluate('p');
    await s.request('readMemory', { memoryReference, count: 16 });
    await s.request('readMemory', { memoryReference, offset: -8, count: 4 });
    await s.request('readMemory', { memoryReference: '0x10', count: 4 });
  },
  supportsWriteMemoryRequest: async (s) => {
    const { memoryReference } = await s.evaluate('p');
    await s.request('writeMemory', { memoryReference, offset: 8, data: 'BwAAAAAAAAA=' });
    await s.evaluate('p.b');
    await s.request('writeMemory', { memoryReference: '0x10', data: 'BwAAAAAAAAA=' });
  },
  supportsCompletionsRequest: async (s) => {
    const { id: frameId } = await s.top();
    for (const text of ['p.', 'info gor', 'tot', 'reverse-']) await s.request('completions', { frameId, text, column: text.length + 1 });
  },
  completionTriggerCharacters: async (s) => {
    const { id: frameId } = await s.top();
    for (const text of ['print p.', '$ri', 'info regis']) await s.request('completions', { frameId, text, column: text.length + 1 });
  },
  supportsDelayedStackTraceLoading: async (s) => {
    await s.request('stackTrace', { threadId: 1, startFrame: 0, levels: 1 });
    await s.request('stackTrace', { threadId: 1, startFrame: 1, levels: 20 });
  },
  supportsLoadedSourcesRequest: async (s) => {
    const { sources } = await s.unseen(() => s.request<Body<DebugProtocol.LoadedSourcesResponse>>('loadedSources'));
    const names = new Set(sources.map(({ name }) => name));
    s.recorder.note(`loadedSources: ${['capabilities.go', 'proc.go', 'asm_linux_amd64.s'].map((name) => `${name} ${names.has(name)}`).join(', ')}`);
    const { content } = await s.unseen(() => s.request<{ content: string }>('source', { source: sources.find(({ name }) => name === 'proc.go'), sourceReference: 0 }));
    assert.match(content, /^package runtime$/m);
    assert.equal((await s.request<{ content: string }>('source', { source: { path: s.path }, sourceReference: 0 })).content, source);
  },
  supportsModulesRequest: (s) => s.request('modules'),
  supportsSingleThreadExecutionRequests: async (s) => {
    await s.resume('next', { threadId: 1, singleThread: true });
    await s.breakpoints({ line: lineOf('p.a = twice') });
    await s.resume('continue', { threadId: 1, singleThread: true });
    await s.breakpoints();
  },
  supportsStepInTargetsRequest: async (s) => {
    const { targets } = await s.request<Body<DebugProtocol.StepInTargetsResponse>>('stepInTargets', { frameId: (await s.top()).id });
    await s.resume('stepIn', { threadId: 1, targetId: targets[1].id });
    await s.request('stackTrace', { threadId: 1, startFrame: 0, levels: 1 });
  },
  supportsRestartFrame: async (s) => {
    await s.resume('next');
    await s.evaluate('n');
    await s.resume('restartFrame', { frameId: (await s.top()).id });
    await s.evaluate('n');
    await s.resume('next');
  },
  supportsGotoTargetsRequest: async (s) => {
    const { targets: [{ id: targetId }] } = await s.request<Body<DebugProtocol.GotoTargetsResponse>>('gotoTargets', { source: { path: s.path }, line: lineOf('n += n') + 1 });
    await s.resume('goto', { threadId: 1, targetId });
    s.recorder.note('what the function returned, and where it is declared');
    await s.resume('stepOut');
    const { variables } = await s.variables(await s.scope('Return values'));
    assert.equal(variables.length > 0, true);
    const [{ declarationLocationReference: locationReference }] = (await s.variables(await s.scope('Locals'))).variables;
    await s.request('locations', { locationReference });
  },
  supportsStepBack: async (s) => {
    await s.resume('stepBack');
    await s.resume('stepBack', { threadId: 1, granularity: 'instruction' });
    await s.breakpoints({ line: lineOf('p.b++') });
    await s.resume('reverseContinue');
    for (const kind of ['stepIn', 'next', 'stepOut', 'continue']) await s.resume('gosched/reverse', { threadId: 1, kind });
    await s.breakpoints();
    await s.resume('gosched/seek', { retired: Number.MAX_SAFE_INTEGER });
    const { total } = await s.request<{ total: number }>('gosched/events', { from: 0, count: 1 });
    assert.ok(total > 1);
    await s.resume('gosched/focus', { threadId: 1 });
    await s.request('gosched/settings', { maxThreads: 1000 });
    const { behind } = await s.request<{ behind: number }>('gosched/snapshot', { goroutines: { filter: 'main.main' } });
    assert.equal(behind, 0);
  },
  supportsDataBreakpoints: async (s) => {
    const infoOf = async (name: string): Promise<string> => (await s.request<{ dataId: string }>('dataBreakpointInfo', { name, frameId: (await s.top()).id })).dataId;
    await s.request('dataBreakpointInfo', { name: '$rax', frameId: (await s.top()).id });
    await s.request('dataBreakpointInfo', { name: 'b', variablesReference: (await s.evaluate('p')).variablesReference });
    for (const accessType of ['write', 'read', 'readWrite']) {
      await s.request('setDataBreakpoints', { breakpoints: [{ dataId: await infoOf('total'), accessType }, { dataId: await infoOf('numbers'), accessType }] });
      await s.resume('continue');
    }
    s.recorder.note('the last writer');
    await s.request('setDataBreakpoints', { breakpoints: [{ dataId: await infoOf('total'), accessType: 'write', condition: 'i > 0', hitCondition: '> 0' }] });
    await s.resume('reverseContinue');
    await s.request('setDataBreakpoints', { breakpoints: [] });
  },
  supportsDataBreakpointBytes: async (s) => {
    const { memoryReference } = await s.evaluate('total');
    const { dataId } = await s.request<{ dataId: string }>('dataBreakpointInfo', { name: memoryReference, asAddress: true, bytes: 2 });
    await s.request('setDataBreakpoints', { breakpoints: [{ dataId, accessType: 'write' }] });
    await s.resume('continue');
    await s.request('setDataBreakpoints', { breakpoints: [] });
  },
  exceptionBreakpointFilters: async (s) => {
    await s.request('setExceptionBreakpoints', { filters: ['panic', 'unrecovered', 'throw', 'signal', 'deadlock', 'nosuch'] });
    await s.resume('continue');
  },
  supportsExceptionInfoRequest: (s) => s.request('exceptionInfo', { threadId: 1 }),
  supportsExceptionFilterOptions: async (s) => {
    await s.resume('gosched/seek', { retired: 0 });
    await s.request('setExceptionBreakpoints', { filters: [], filterOptions: [{ filterId: 'panic', condition: 'true' }, { filterId: 'signal', condition: 'n == 7' }] });
    await s.resume('continue');
    await s.request('exceptionInfo', { threadId: 1 });
    await s.request('setExceptionBreakpoints', { filters: [] });
  },
  supportsRestartRequest: async (s) => {
    await s.resume('restart', {});
    s.recorder.note('beside the capabilities: a hand on syscalls, and pause, which has nothing to do here');
    await s.request('gosched/syscall', { action: 'latency', name: 'write', duration: '1ms' });
    await s.request('pause', { threadId: 1 });
  },
  supportsTerminateRequest: async (s) => {
    await s.request('terminate', {});
    await s.request('continue', { threadId: 1 });
    await s.request('disconnect', {});
  },
};
