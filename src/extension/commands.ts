import * as vscode from 'vscode';
import { type ReverseArguments, type SeekArguments, type SyscallArguments, requests } from '../adapter/protocol';
import { programOf } from './configurations';
import { openExample } from './example';
import { durationProblem } from './duration';
import { mainPackages, NOT_ALL_LISTED } from './main-packages';
import { Command, type CommandId, DEBUG_TYPE } from './names';
import { type Scenarios, summaryOf } from './scenarios';
import { select } from './selection';
import type { Sessions } from './session';
import type { Row } from './views/tree';
import { pathOrUri } from './uri-text';

type Handler = (...args: never[]) => unknown;
const PAGE = 200;

/** A handler for each command; one that is missing does not compile. */
export function registerCommands(sessions: Sessions, parts: { storage: vscode.Uri; scenarios: Scenarios; board: { open(): void }; timeline: { open(): void } }): vscode.Disposable {
  const { storage, scenarios } = parts;
  /** Shows the adapter's error if the request fails, unless its session has ended: what was asked of that is of no use any more. */
  const tell = async (request: Promise<unknown>): Promise<void> => {
    const session = sessions.active;
    try { await request; } catch (error) {
      if (sessions.active === session) void vscode.window.showErrorMessage(`gosched: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  /** `granularity`: 'instruction' by the key binding in the disassembly view; a button or a link may give anything else. */
  const reverse = (kind: ReverseArguments['kind']) => async (granularity?: unknown): Promise<void> => {
    const thread = threadId();
    if (sessions.active && thread !== undefined) await tell(sessions.request(requests.reverse, { threadId: thread, kind, granularity: granularity === 'instruction' ? granularity : undefined } satisfies ReverseArguments));
  };
  const onSyscall = (make: (row: Row, given?: string) => Promise<SyscallArguments | undefined> | SyscallArguments) => async (row: Row, given?: unknown): Promise<void> => {
    // A click on the row's button gives the selected rows as second argument; a key binding or an extension may give a text.
    const args = row?.data?.tid === undefined ? undefined : await make(row, typeof given === 'string' ? given : undefined);
    if (!args) return;
    await tell(sessions.request(requests.syscall, args));
    await sessions.refresh();
  };
  const handlers: Record<CommandId, Handler> = {
    [Command.debugFile]: async (uri?: vscode.Uri) => {
      const document = uri ? await vscode.workspace.openTextDocument(uri) : vscode.window.activeTextEditor?.document;
      if (!document) return vscode.window.showInformationMessage('Open a Go file first.');
      return start(document.uri, { name: 'Go scheduler: this file', ...programOf(document) });
    },
    [Command.debugSyscallWalkthrough]: async () => {
      const active = vscode.window.activeTextEditor?.document;
      const own = active?.languageId === 'go' && !active.isUntitled ? active : undefined;
      const document = own ?? await openExample(storage);
      const started = await start(document.uri, { name: 'Go scheduler: runtime.exitsyscall0', ...programOf(document), ...(own ? {} : { runtime: 'embedded' }), gomaxprocs: 1, latency: { openat: '25ms' }, breakOn: ['runtime.exitsyscall0'] });
      if (started) await vscode.commands.executeCommand('workbench.view.debug');
    },
    [Command.debugScenario]: async (given?: unknown) => {
      const items = (await scenarios.all()).map((each) => ({ label: each.name, description: String(each.number), detail: summaryOf(each) }));
      const name = typeof given === 'string' ? given : (await vscode.window.showQuickPick(items, { title: 'Which path through the scheduler?', matchOnDetail: true }))?.label;
      if (name) await vscode.debug.startDebugging(undefined, { type: DEBUG_TYPE, request: 'launch', name: `Go scheduler: scenario ${name}`, scenario: name });
    },
    [Command.newExample]: () => openExample(storage),
    [Command.reverseStepIn]: reverse('stepIn'),
    [Command.reverseNext]: reverse('next'),
    [Command.reverseStepOut]: reverse('stepOut'),
    [Command.reverseContinue]: reverse('continue'),
    [Command.breakOnRuntimeFunction]: async (given?: string) => {
      const name = given ?? (await vscode.window.showQuickPick(RUNTIME_FUNCTIONS, { title: 'Stop in which function of the runtime?', placeHolder: 'runtime.exitsyscall0' }))?.label;
      if (name) vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint(name)]);
    },
    [Command.travelTo]: async (given?: string) => {
      const text = given ?? await vscode.window.showInputBox({ title: 'Travel to', prompt: 'Virtual time ("25ms", "1.5 s") or an instruction count ("375000")', validateInput: (value) => (parsePosition(value) ? undefined : 'Say a time such as 25ms or a number of instructions.') });
      const position = text === undefined ? undefined : parsePosition(text);
      if (position) await tell(sessions.request(requests.seek, position));
    },
    [Command.holdSyscall]: onSyscall((row) => ({ action: 'hold', tid: row.data!.tid! })),
    [Command.releaseSyscall]: onSyscall((row) => ({ action: 'release', tid: row.data!.tid! })),
    [Command.failSyscall]: onSyscall(async (row, given) => {
      const errno = given ?? await vscode.window.showQuickPick(['EINTR', 'EAGAIN', 'EIO', 'ENOENT', 'EACCES', 'ENOSPC', 'EBADF', 'ENOMEM', 'ETIMEDOUT', 'ECONNRESET'], { title: `${row.data!.syscall} fails with` });
      return errno ? { action: 'fail', tid: row.data!.tid!, errno } : undefined;
    }),
    [Command.setLatency]: onSyscall(async (row, given) => {
      const duration = given ?? await vscode.window.showInputBox({ title: `How long each ${row.data!.syscall} takes, those in flight too`, placeHolder: '25ms', prompt: 'Virtual time; empty: as long as it takes', validateInput: durationProblem });
      return duration === undefined ? undefined : { action: 'latency', name: row.data!.syscall!, duration };
    }),
    [Command.filterGoroutines]: async (given?: unknown) => {
      const filter = typeof given === 'string' ? given : await vscode.window.showInputBox({ title: 'Filter goroutines', value: sessions.query.filter, prompt: 'Words that occur in function, status, wait reason or location; empty: all' });
      if (filter !== undefined) await sessions.ask({ filter: filter || undefined, start: 0, count: PAGE });
    },
    [Command.groupGoroutines]: async (given?: unknown) => {
      const kinds = [{ label: 'Do not group', value: 'none' }, { label: 'By stack', value: 'stack' }, { label: 'By status', value: 'status' }] as const;
      const picked = kinds.find(({ value }) => value === given) ?? await vscode.window.showQuickPick(kinds, { title: 'Group goroutines' });
      if (picked) await sessions.ask({ groupBy: picked.value });
    },
    [Command.showSystemGoroutines]: () => sessions.ask({ system: true }),
    [Command.hideSystemGoroutines]: () => sessions.ask({ system: false }),
    [Command.moreGoroutines]: (where?: { inGroup: boolean }) => sessions.ask(where?.inGroup ? { perGroup: (sessions.query.perGroup ?? PAGE) + PAGE * 5 } : { count: (sessions.query.count ?? PAGE) + PAGE * 5 }),
    /** `view`: the row was clicked there: that stays, with the focus. From a menu the Call Stack view comes. */
    [Command.showGoroutine]: async (row?: Pick<Row, 'data'> & { view?: string }) => {
      const { goid, tid } = row?.data ?? {};
      if (!sessions.active || (goid === undefined && tid === undefined)) return;
      await tell(select(sessions, goid === undefined ? { tid } : { threadId: goid }, row?.view));
    },
    [Command.copyAddress]: (row: Row) => row?.data?.address && vscode.env.clipboard.writeText(row.data.address),
    [Command.openBoard]: () => parts.board.open(),
    [Command.openTimeline]: () => parts.timeline.open(),
    [Command.pickProgram]: async () => {
      const { packages, isCut } = await mainPackages(vscode.workspace.workspaceFolders ?? []);
      const items = packages.map(({ folder, path, label }) => ({ label, description: 'main package', value: pathOrUri(path ? vscode.Uri.joinPath(folder.uri, path) : folder.uri) }));
      const picked = await vscode.window.showQuickPick([...items, { label: 'Choose an executable…', description: '', value: '' }], { title: 'Which program?', placeHolder: isCut ? NOT_ALL_LISTED : undefined });
      if (!picked) return undefined;
      if (picked.value) return picked.value;
      const [chosen] = await vscode.window.showOpenDialog({ title: 'A static linux/amd64 Go executable', canSelectMany: false }) ?? [];
      return chosen && pathOrUri(chosen);
    },
  };
  return vscode.Disposable.from(...(Object.keys(handlers) as CommandId[]).map((command) => vscode.commands.registerCommand(command, handlers[command] as (...args: unknown[]) => unknown)));
}

const RUNTIME_FUNCTIONS: vscode.QuickPickItem[] = [
  { label: 'runtime.exitsyscall0', description: 'a syscall is over and there is no P for the goroutine' },
  { label: 'runtime.entersyscall', description: 'a goroutine enters a syscall' },
  { label: 'runtime.reentersyscall', description: 'status running -> syscall, P -> syscall' },
  { label: 'runtime.exitsyscall', description: 'back from the kernel' },
  { label: 'runtime.exitsyscallfast', description: 'tries to get the old P, or an idle one' },
  { label: 'runtime.retake', description: "sysmon takes Ps from syscalls and asks for preemption" },
  { label: 'runtime.handoffp', description: 'a P looks for another M' },
  { label: 'runtime.startm', description: 'an M gets a P' },
  { label: 'runtime.stopm', description: 'an M without work goes to sleep' },
  { label: 'runtime.gopreempt_m', description: 'a goroutine gives way' },
  { label: 'runtime.asyncPreempt', description: 'a goroutine is preempted by signal (Go 1.14 and later)' },
  { label: 'runtime.findRunnable', description: 'looks for a goroutine to run' },
];

function threadId(): number | undefined {
  const item = vscode.debug.activeStackItem;
  return item && 'threadId' in item ? item.threadId : undefined;
}

function start(uri: vscode.Uri, config: { name: string; program: string } & Record<string, unknown>): Thenable<boolean> {
  return vscode.debug.startDebugging(vscode.workspace.getWorkspaceFolder(uri), { type: DEBUG_TYPE, request: 'launch', ...config });
}

function parsePosition(text: string): SeekArguments | undefined {
  const match = /^\s*(\d[\d,_]*(?:\.\d+)?)\s*(ns|us|µs|ms|s)?\s*$/.exec(text);
  if (!match) return undefined;
  const value = Number(match[1].replace(/[,_]/g, ''));
  return match[2] ? { ns: Math.round(value * { ns: 1, us: 1e3, 'µs': 1e3, ms: 1e6, s: 1e9 }[match[2]]!) } : { retired: value };
}
