const common = `Options of the machine and the program:
  --gomaxprocs N          GOMAXPROCS: number of Ps
  --cpus N                virtual processors (default 4)
  --seed N                seed of everything random: one seed, one history (default 1)
  --schedule KIND         round-robin, random or pct: how the processors take turns
  --quantum N             instructions of a turn (default 10000)
  --latency NAME=DURATION how long a syscall takes, in virtual time: openat=25ms, read:3=1ms, openat:/etc/*=5ms
  --hold 'F until G'      the first thread that enters F stands still until some thread enters G; may be repeated, one
                          after the other; F and G may say their caller: 'lock from handoffp until main.filled'
  --env NAME=VALUE        environment of the program; nothing of the host's comes in by itself
  --cwd FOLDER            working folder of the program (default: this one)
  --files PATH            one more folder or file that the program may read
  --writes overlay|host   keep written files in memory (default), or write them
  --max-instructions N    stop after so many instructions
  --max-time DURATION     stop after so much virtual time
  --max-memory BYTES      limit of the program's memory (default 3GiB)
  --runtime go|embedded   how Go source is built (default: the installed Go)
  --edition NAME          which Go the embedded runtime follows
  --build-flags FLAG      flags of go build (default: -gcflags=all=-N -l)
  --go PATH               the go command
PROGRAM is a static linux/amd64 Go executable, a .go file, or the folder of a main package. What follows it is for the program.`;

export const usages = {
  main: `gosched: a time-travel debugger for Go's scheduler, on an emulated amd64 Linux machine
Usage:
  gosched run   [options] PROGRAM [args]   run it: its input, output and exit code pass through
  gosched trace [options] PROGRAM [args]   a line for each function and scheduler event
  gosched debug [options] PROGRAM [args]   debug it with gdb's commands
  gosched dap   [--port N]                 serve the debug adapter protocol
  gosched build FILE.go -o IMAGE           compile Go source onto the embedded runtime
  gosched doctor                           what works here, and what is missing
  gosched --version
"gosched COMMAND --help" tells more.`,
  run: `Usage: gosched run [options] PROGRAM [args]
Exit codes: the program's own; 128+n when signal n killed it; 2 for what cannot run here, a limit, or an unknown syscall.
  --stats                 one line of JSON on standard error when it is done
${common}`,
  trace: `Usage: gosched trace --functions A,B,... [options] PROGRAM [args]
The trace goes to standard output; what the program writes goes to standard error.
  --functions A,B,...     functions to trace: names (of package runtime, or in full) or /regular expressions/
  --events                scheduler events, too
  --from FUNCTION         begin when this function is first entered (main.main)
  --json                  one JSON object a line
${common}`,
  debug: `Usage: gosched debug [options] PROGRAM [args]
  --ex COMMAND, -ex       carry out a command; may be repeated
  -x FILE                 carry out the commands of a file
  --batch                 leave after these, without a prompt
  --history-memory BYTES  what the checkpoints of time travel may hold (default 512MiB)
${common}`,
  build: `Usage: gosched build [--edition NAME] -o IMAGE PROGRAM
Compiles a .go file or the folder of a main package onto the embedded runtime; IMAGE runs with gosched run, trace and debug.
  -o, --output IMAGE      the file to write
  --edition NAME          which Go the embedded runtime follows`,
  doctor: `Usage: gosched doctor
Looks for what gosched needs and can use: Node, Go, gdb, memory, and runs a program on the machine.`,
  dap: `Usage: gosched dap [--port N]
Without --port the protocol is spoken on standard input and output.
  --port N                listen on 127.0.0.1:N; 0 takes a free port`,
} as const;
