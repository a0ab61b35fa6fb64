/** What package.json contributes to VS Code; `npm run build` writes it there, so that names cannot drift apart. */
import { ASSEMBLY_LANGUAGE, Command, type CommandId, Context, DEBUG_TYPE, Setting, View, WALKTHROUGH } from './names';
import { launchSchema, snippets } from './launch-schema';

interface CommandTitle { title: string; icon?: string; enablement?: string }
const debugging = `inDebugMode && debugType == '${DEBUG_TYPE}'`;
const stopped = `debugState == 'stopped' && debugType == '${DEBUG_TYPE}'`;

/** VS Code's context key: the disassembly view is the active editor. */
const inDisassembly = 'disassemblyViewFocus';

/**
 * The keys forwards with others held. VS Code itself has Ctrl+F11 (Step Into Target), Ctrl+F5 and Ctrl+Shift+F5 while debugging,
 * and on Linux Ctrl+Alt with a function key leaves the desktop for a console.
 */
const reverseKeys: readonly { command: CommandId; key: string; byInstruction?: true }[] = [
  { command: Command.reverseNext, key: 'ctrl+f10', byInstruction: true },
  { command: Command.reverseStepIn, key: 'shift+alt+f11', byInstruction: true },
  { command: Command.reverseStepOut, key: 'ctrl+shift+f11' },
  { command: Command.reverseContinue, key: 'ctrl+shift+alt+f5' },
];

const titles: Record<CommandId, CommandTitle> = {
  [Command.debugFile]: { title: 'Debug Go File on the Emulated Machine', icon: '$(debug-alt)' },
  [Command.debugSyscallWalkthrough]: { title: 'Stop in runtime.exitsyscall0', icon: '$(debug-start)' },
  [Command.debugScenario]: { title: 'Debug a Scenario of the Scheduler…', icon: '$(debug-alt)' },
  [Command.newExample]: { title: 'New Example Program', icon: '$(new-file)' },
  [Command.reverseStepIn]: { title: 'Reverse Step Into', icon: '$(debug-step-into)', enablement: stopped },
  [Command.reverseNext]: { title: 'Reverse Step Over', icon: '$(debug-step-back)', enablement: stopped },
  [Command.reverseStepOut]: { title: 'Reverse Step Out', icon: '$(debug-step-out)', enablement: stopped },
  [Command.reverseContinue]: { title: 'Reverse Continue', icon: '$(debug-reverse-continue)', enablement: stopped },
  [Command.breakOnRuntimeFunction]: { title: 'Break on a Runtime Function…', icon: '$(debug-breakpoint-function)' },
  [Command.travelTo]: { title: 'Travel to a Point in Time…', icon: '$(history)', enablement: stopped },
  [Command.holdSyscall]: { title: 'Hold Syscall in the Kernel', icon: '$(debug-pause)', enablement: stopped },
  [Command.releaseSyscall]: { title: 'Release Syscall', icon: '$(debug-continue)', enablement: stopped },
  [Command.failSyscall]: { title: 'Make Syscall Fail…', icon: '$(error)', enablement: stopped },
  [Command.setLatency]: { title: 'Set Latency of This Syscall…', icon: '$(watch)', enablement: stopped },
  [Command.filterGoroutines]: { title: 'Filter Goroutines…', icon: '$(filter)' },
  [Command.groupGoroutines]: { title: 'Group Goroutines…', icon: '$(group-by-ref-type)' },
  [Command.showSystemGoroutines]: { title: 'Show Runtime Goroutines', icon: '$(eye)' },
  [Command.hideSystemGoroutines]: { title: 'Hide Runtime Goroutines', icon: '$(eye-closed)' },
  [Command.moreGoroutines]: { title: 'Load More Goroutines' },
  [Command.showGoroutine]: { title: 'Show in Call Stack' },
  [Command.copyAddress]: { title: 'Copy Address' },
  [Command.pickProgram]: { title: 'Choose a Program' },
  [Command.openBoard]: { title: 'Open Scheduler Board', icon: '$(layout)' },
  [Command.openTimeline]: { title: 'Open Scheduler Timeline', icon: '$(graph-line)' },
};

/** Commands that make sense only on an item of a view or inside a launch configuration. */
const notInPalette: CommandId[] = [Command.moreGoroutines, Command.showGoroutine, Command.copyAddress, Command.pickProgram,
  Command.holdSyscall, Command.releaseSyscall, Command.failSyscall, Command.setLatency];

const whileDebugging: CommandId[] = [Command.reverseStepIn, Command.reverseNext, Command.reverseStepOut, Command.reverseContinue,
  Command.travelTo, Command.filterGoroutines, Command.groupGoroutines, Command.showSystemGoroutines, Command.hideSystemGoroutines];

/** The manifest's `contributes`; `scenarios`: names of those that can be launched. */
export const contributesWith = (scenarios: readonly string[]) => ({
  languages: [
    { id: ASSEMBLY_LANGUAGE, extensions: ['.s'], aliases: ['Go Assembly', 'Plan 9 Assembly'], mimetypes: ['text/x-go-asm'], configuration: './syntaxes/go-asm.language-configuration.json' },
    { id: 'go', extensions: ['.go'], aliases: ['Go'] },
  ],
  grammars: [{ language: ASSEMBLY_LANGUAGE, scopeName: 'source.go.asm', path: './syntaxes/go-asm.tmLanguage.json' }],
  breakpoints: [{ language: 'go' }, { language: ASSEMBLY_LANGUAGE }],
  debuggers: [{
    type: DEBUG_TYPE,
    label: 'Go scheduler (gosched)',
    languages: ['go', ASSEMBLY_LANGUAGE],
    variables: { pickProgram: Command.pickProgram },
    configurationAttributes: { launch: launchSchema(scenarios) },
    configurationSnippets: snippets,
    initialConfigurations: snippets.slice(0, 1).map((snippet) => snippet.body),
  }],
  commands: (Object.keys(titles) as CommandId[]).map((command) => ({ command, category: 'gosched', ...titles[command] })),
  keybindings: reverseKeys.flatMap(({ command, key, byInstruction }) => [
    { command, key, when: byInstruction ? `${stopped} && !${inDisassembly}` : stopped },
    // As VS Code's own keys do there.
    ...byInstruction ? [{ command, key, when: `${stopped} && ${inDisassembly}`, args: 'instruction' }] : [],
  ]),
  menus: {
    commandPalette: [
      ...notInPalette.map((command) => ({ command, when: 'false' })),
      ...whileDebugging.map((command) => ({ command, when: debugging })),
    ],
    'editor/title/run': [{ command: Command.debugFile, when: 'resourceLangId == go && !isInDiffEditor', group: '2_debug@5' }],
    'view/title': [
      { command: Command.filterGoroutines, when: `view == ${View.goroutines}`, group: 'navigation@1' },
      { command: Command.groupGoroutines, when: `view == ${View.goroutines}`, group: 'navigation@2' },
      { command: Command.showSystemGoroutines, when: `view == ${View.goroutines} && !${Context.systemShown}`, group: 'navigation@3' },
      { command: Command.hideSystemGoroutines, when: `view == ${View.goroutines} && ${Context.systemShown}`, group: 'navigation@3' },
      { command: Command.openBoard, when: `view == ${View.processors}`, group: 'navigation@1' },
      { command: Command.openTimeline, when: `view == ${View.processors}`, group: 'navigation@2' },
      { command: Command.travelTo, when: `view == ${View.processors}`, group: 'navigation@3' },
    ],
    'view/item/context': [
      { command: Command.holdSyscall, when: `view == ${View.syscalls} && viewItem == syscall`, group: 'inline@1' },
      { command: Command.releaseSyscall, when: `view == ${View.syscalls} && viewItem == heldSyscall`, group: 'inline@2' },
      { command: Command.setLatency, when: `view == ${View.syscalls}`, group: 'inline@3' },
      { command: Command.failSyscall, when: `view == ${View.syscalls}`, group: 'inline@4' },
      // The keyboard reaches no inline button: the same in the context menu.
      { command: Command.holdSyscall, when: `view == ${View.syscalls} && viewItem == syscall`, group: '1_syscall@1' },
      { command: Command.releaseSyscall, when: `view == ${View.syscalls} && viewItem == heldSyscall`, group: '1_syscall@2' },
      ...[Command.setLatency, Command.failSyscall].map((command, index) => ({ command, when: `view == ${View.syscalls}`, group: `1_syscall@${index + 3}` })),
      { command: Command.copyAddress, when: 'viewItem =~ /^gosched\\.object/', group: '5_copy@1' },
      { command: Command.showGoroutine, when: 'viewItem =~ /^gosched\\..*(goroutine|thread)$/', group: '3_show@1' },
      { command: Command.showGoroutine, when: `view == ${View.syscalls}`, group: '3_show@1' },
    ],
  },
  viewsContainers: { activitybar: [{ id: View.container, title: 'Go Scheduler', icon: 'media/scheduler.svg' }] },
  views: {
    [View.container]: [
      { id: View.processors, name: 'Processors (P)', icon: 'media/scheduler.svg' },
      // Without a session there is nothing in them, and the first one needs the room to say how to begin.
      { id: View.threads, name: 'Threads (M)', when: debugging },
      { id: View.goroutines, name: 'Goroutines (G)', when: debugging },
      { id: View.syscalls, name: 'Syscalls in Flight', when: debugging },
    ],
  },
  viewsWelcome: [
    // After a session debugType keeps its value.
    { view: View.processors, when: `!inDebugMode || debugType != '${DEBUG_TYPE}'`, contents: `Ps, Ms, Gs and syscalls of a Go program appear here while it is stopped.\n[Stop in runtime.exitsyscall0](command:${Command.debugSyscallWalkthrough})\n[Choose a scenario](command:${Command.debugScenario})\n[Debug the open Go file](command:${Command.debugFile})\n[Walkthrough: step through a syscall](command:workbench.action.openWalkthrough?%22gosched.gosched%23${WALKTHROUGH}%22)` },
  ],
  // Sources open beside the board and the timeline, not over them: a click on the timeline must not hide it.
  configurationDefaults: { 'workbench.editor.autoLockGroups': { 'mainThreadWebview-gosched.board': true, 'mainThreadWebview-gosched.timeline': true } },
  configuration: {
    title: 'gosched',
    properties: {
      [`${Setting.section}.${Setting.goCommand}`]: { type: 'string', default: 'go', scope: 'machine-overridable', markdownDescription: 'The `go` command that builds programs when `runtime` is `go`.' },
      [`${Setting.section}.${Setting.maxThreads}`]: { type: 'number', default: 1000, minimum: 1, markdownDescription: 'Most goroutines listed in the Call Stack view; filters and order come first. A change has its effect at once, unless the launch configuration says `maxThreads`.' },
      [`${Setting.section}.${Setting.showSystemGoroutines}`]: { type: 'boolean', default: false, markdownDescription: "List the runtime's own goroutines too, in the Call Stack view and in the view of goroutines." },
      [`${Setting.section}.${Setting.inlineValues}`]: { type: 'boolean', default: true, markdownDescription: 'Show values of variables and registers beside the code while stopped (with `debug.inlineValues`).' },
    },
  },
  walkthroughs: [{
    id: WALKTHROUGH,
    title: 'Step through a syscall',
    description: 'A goroutine enters the kernel, loses its P, and comes back.',
    steps: [
      { id: 'example', title: 'Open the example', description: `A goroutine opens a file while another one keeps the processor busy.\n[Create the example](command:${Command.newExample})`, media: { markdown: 'media/walkthrough/example.md' }, completionEvents: [`onCommand:${Command.newExample}`] },
      { id: 'stop', title: 'Stop in runtime.exitsyscall0', description: `The syscall takes 25 ms, so sysmon retakes the P: the goroutine comes back without one.\n[Start](command:${Command.debugSyscallWalkthrough})`, media: { markdown: 'media/walkthrough/stop.md' }, completionEvents: [`onCommand:${Command.debugSyscallWalkthrough}`] },
      { id: 'views', title: 'Look at Gs, Ms and Ps', description: `Who has the P now?\n[Show the views](command:${View.processors}.focus)`, media: { markdown: 'media/walkthrough/views.md' }, completionEvents: [`onView:${View.processors}`] },
      { id: 'back', title: 'Go back in time', description: `Step backwards to the moment the P was taken.\n[Reverse Step Over](command:${Command.reverseNext})`, media: { markdown: 'media/walkthrough/back.md' }, completionEvents: [`onCommand:${Command.reverseNext}`] },
    ],
  }],
});
