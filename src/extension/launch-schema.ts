/** The launch configuration's schema and snippets: the command line's options in camelCase, and what only a session has. */

const duration = { type: 'string', pattern: '^\\d+(\\.\\d+)?(ns|us|µs|ms|s)$' };

/** `scenarios`: names of those that can be launched. */
export const launchSchema = (scenarios: readonly string[]) => ({
  anyOf: [{ required: ['program'] }, { required: ['scenario'] }],
  properties: {
    program: { type: 'string', default: '${file}', markdownDescription: 'A static linux/amd64 Go executable, a `.go` file (with the other files of its package, if it has more), or the folder of a `main` package.' },
    scenario: { enum: scenarios, markdownDescription: "A scenario of gosched's catalogue instead of `program`: one path through the scheduler, on the embedded runtime." },
    args: { type: 'array', items: { type: 'string' }, default: [], description: 'Arguments of the program.' },
    env: { type: 'object', additionalProperties: { type: 'string' }, default: {}, description: "The program's environment. Nothing of the host's comes in by itself." },
    cwd: { type: 'string', default: '${workspaceFolder}', description: 'Working folder of the program.' },
    runtime: { enum: ['auto', 'go', 'embedded'], default: 'auto', enumDescriptions: ['An executable as it is; Go source with the installed Go if there is one, else on the embedded runtime.', 'Build with the installed Go.', "Compile with gosched's own toolchain onto its embedded runtime: nothing else is needed."] },
    edition: { enum: ['go1.10', 'go1.13', 'go1.14', 'go1.19'], default: 'go1.19', description: 'Which Go the embedded runtime follows.' },
    runtimeSource: { type: 'string', description: 'Folder with your own copy of the embedded runtime.' },
    buildFlags: { type: 'array', items: { type: 'string' }, default: ['-gcflags=all=-N -l'], description: 'Flags of go build, for runtime go.' },
    gomaxprocs: { type: 'integer', minimum: 1, description: 'GOMAXPROCS: number of Ps.' },
    cpus: { type: 'integer', minimum: 1, description: 'Virtual processors of the machine.' },
    seed: { type: 'integer', default: 1, description: 'Seed of everything random: the same seed gives the same run.' },
    schedule: { enum: ['round-robin', 'random', 'pct'], default: 'round-robin', description: 'How the virtual processors take turns.' },
    quantum: { type: 'integer', minimum: 1, description: 'Instructions a processor runs before the next one has its turn.' },
    latency: { type: 'object', additionalProperties: duration, default: {}, markdownDescription: 'How long syscalls take, in virtual time: `{"openat": "25ms"}`.' },
    stopOnEntry: { type: 'boolean', default: false, description: 'Stop at the first instruction of main.main.' },
    breakOn: { type: 'array', items: { type: 'string' }, default: [], markdownDescription: 'Functions to stop in, beside the function breakpoints: `["runtime.exitsyscall0"]`.' },
    files: { type: 'array', items: { type: 'string' }, default: [], description: 'Folders of the host that the program may read, beside its own and its working folder.' },
    writes: { enum: ['overlay', 'host'], default: 'overlay', description: 'Where the files go that the program writes: kept in memory, or onto the host.' },
    maxInstructions: { type: 'integer', minimum: 1, description: 'Stop after so many instructions.' },
    maxTime: { ...duration, description: 'Stop after so much virtual time.' },
    maxMemory: { type: 'integer', minimum: 1, description: "Limit of the program's memory, in bytes (default 3 GiB)." },
    historyMemory: { type: 'integer', minimum: 1, default: 536870912, description: 'Bytes that the checkpoints of time travel may hold; with less, going back takes longer.' },
    hold: { type: 'array', items: { type: 'string' }, default: [], markdownDescription: 'Schedule made by hand: the first thread that enters a function stands still until some thread enters another, one after the other (`from`: only where that function calls it): `["exitsyscall0 until stopm", "lock from handoffp until main.filled"]`.' },
    showSystemGoroutines: { type: 'boolean', default: false, description: "List the runtime's own goroutines too." },
    maxThreads: { type: 'integer', minimum: 1, default: 1000, description: 'Most goroutines listed.' },
  },
});

export const snippets = [
  { label: 'Go scheduler: debug this file', description: 'Runs the open Go file on the emulated machine', body: { type: 'gosched', request: 'launch', name: 'Go scheduler: this file', program: '${file}' } },
  { label: 'Go scheduler: stop in exitsyscall0', description: 'Slow syscalls: the goroutine loses its P', body: { type: 'gosched', request: 'launch', name: 'Go scheduler: slow syscalls', program: '${file}', gomaxprocs: 1, latency: { openat: '25ms' }, breakOn: ['runtime.exitsyscall0'] } },
  { label: 'Go scheduler: an executable', description: 'A static linux/amd64 Go executable', body: { type: 'gosched', request: 'launch', name: 'Go scheduler: executable', program: '${command:pickProgram}' } },
  { label: 'Go scheduler: a scenario', description: 'One path through the scheduler, with nothing installed', body: { type: 'gosched', request: 'launch', name: 'Go scheduler: scenario no-p', scenario: 'no-p' } },
];
