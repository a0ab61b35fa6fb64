/** A session that uses every command of the console by every name that it has, in an order in which each has something to do. */

export const source = `package main

import "os"

type pair struct{ a, b int }

var total int
var last pair

//go:noinline
func add(a, b int) int {
	c := a + b
	total += c
	last = pair{a, b}
	return c
}

func sum(n int) int {
	x := 3
	for i := 0; i < n; i++ {
		x = add(x, i)
	}
	return x
}

func main() {
	done := make(chan int)
	go func() {
		done <- 3
	}()
	x := <-done + sum(9)
	os.Stdout.WriteString("half\\n")
	x += sum(20)
	println(x, total)
}
`;

/** Lines of a script; the blocks among them have several. */
export function script(sourced: string): string[] {
  return [
    // Breakpoints, before the program runs: line numbers are main's file's.
    'break main.add', 'b add', 'br 12', 'brea commands.go:14', 'hbreak *main.sum', 'tbreak main.main', 'tb sum', 'thbreak 29', 'rbreak ^main\\.su', 'info breakpoints', 'info b', 'i b',
    'delete 2 3', 'd 4', 'del 5', 'clear main.main', 'cl sum', 'disable 1', 'dis 1', 'disa', 'enable 1', 'en', 'condition 1 a >= 0', 'condition 1', 'ignore 1 1', 'ignore 1 0', 'dprintf 30, "x is {x}"',
    'commands 1\nsilent\nend', 'commands 1\nprint a\nend', 'list', 'info files', 'info target', 'info proc', 'info sources commands', 'info functions ^main', 'info variables ^main', 'info types main', 'info line add', 'info symbol main.add',
    'run', 'info args', 'info locals', 'info frame', 'info f', 'delete', 'starti', 'start', 'tbreak main.add', 'continue',
    // The stack, goroutines and threads.
    'backtrace', 'bt 2', 'bt full 1', 'bt -1', 'where', 'up', 'frame', 'f 0', 'frame function main.sum', 'down', 'up 1', 'dow', 'info goroutines', 'info g', 'info gor', 'info goroutines user', 'info threads', 'goroutine', 'goroutine 1', 'goroutine 1 bt', 'gor all bt 1',
    'thread', 't 1', 'thread 1 bt 1', 'thread apply all bt 1', 'thread apply all -q bt 1', 'info p', 'info ps', 'info m', 'info ms', 'info sched', 'info syscalls', 'info program', 'info source', 'info line', 'info sharedlibrary', 'info dll', 'schedtrace', 'scheddetail', 'time', 'events 3',
    'info registers', 'info r rip', 'info registers rax rdi rsi rdx r10 r8 r9', 'info all-registers',
    // Values.
    'tbreak main.add', 'continue', 'print a', 'p/x a', 'p $', 'p $$2', 'p $1 + 1', 'inspect total', 'call total', 'output/d total', 'print g.goid', 'p/a $pc', 'set var total = 7', 'set $n = 2', 'print last.a@1', 'x/2i $pc', 'x/4xg $sp', 'x', 'whatis total', 'ptype last', 'pt/o last', 'whatis add',
    'printf "%d %s\\n", a, "text"', 'echo text\\n', 'display total', 'display/i $pc', 'info display', 'undisplay 1', 'delete display 2', 'list add', 'l', 'list -', 'list 1,5', 'disassemble', 'disas/r $pc,+8', 'disassemble /s main.sum', 'disassemble /m main.add',
    'set scheduler-locking step', 'show scheduler-locking', 'set scheduler-locking off', 'show values', 'show convenience', 'show user', 'show version', 'set listsize 5', 'set disassembly-flavor intel', 'set disassembly-flavor go',
    // Steps, forwards and backwards.
    'next', 'n 2', 'step', 's', 'stepi', 'si 2', 'nexti', 'ni', 'finish', 'break main.add', 'c', 'fin', 'until', 'u 20', 'tbreak main.main', 'r', 'c', 'advance 13', 'c 1', 'reverse-step', 'rs', 'reverse-next', 'rn', 'reverse-stepi', 'rsi', 'reverse-nexti', 'rni', 'fg', 'reverse-finish', 'continue', 'rfin',
    'reverse-until', 'reverse-until add', 'reverse-advance 20', 'info history', 'seek -100', 'seek end', 'continue', 'next', 'jump 15', 'seek start', 'continue', 'next', 'j 12', 'delete',
    // Watchpoints, catchpoints, signals.
    'watch total', 'wa last.a', 'rwatch total', 'rw last.a', 'awatch last', 'aw last.b', 'info watchpoints', 'info wat', 'continue', 'reverse-continue', 'delete', 'tcatch syscall', 'catch syscall write', 'catch signal SIGUSR1', 'continue', 'rc', 'delete', 'info signals SIGSEGV', 'info handle', 'handle SIGUSR1 nostop noprint',
    // Syscalls.
    'start', 'syscall latency write 1us', 'syscall latency openat 1ms',
    // Scripts and help.
    'define twice\nprint $arg0 * 2\nend', 'document twice\nShows the double.\nend', 'help twice', 'twice 21', `source ${sourced}`, 'if total > 0\necho more\\n\nelse\necho none\\n\nend', 'set $n = 0', 'while $n < 2\nset $n = $n + 1\nend', 'help', 'h all', 'apropos watch', 'info',
  ];
}

/** Commands that let the program run: their stop comes later. */
export const running = /^(run|r|start|starti|continue|c|fg|next|n|step|s|stepi|si|nexti|ni|finish|fin|until|u|advance|jump|j|reverse-\S+|rs|rn|rsi|rni|rfin|rc|seek)(\s|$)/;

/** What takes an argument, given none or a wrong one: one line that says what is missing or wrong. */
export const mistakes: readonly (readonly [line: string, error: RegExp])[] = [
  ['break nosuch', /No function "nosuch"/], ['tbreak 9999', /No code at line 9999/], ['rbreak (', /Unterminated group|Invalid regular expression/], ['delete 99', /No breakpoint number 99/], ['clear nosuch', /No breakpoint at nosuch/], ['disable x', /Bad breakpoint number "x"/],
  ['enable 99', /No breakpoint number 99/], ['condition', /Argument required/], ['condition 99 a', /No breakpoint number 99/], ['ignore', /Argument required/], ['dprintf', /Format string required/], ['commands 99', /No breakpoint number 99/],
  ['watch', /./], ['watch nosuch', /unknown name nosuch/], ['rwatch 1 + 1', /./], ['awatch nosuch', /unknown name nosuch/], ['catch', /Write: catch/], ['catch throw', /Undefined catch command/], ['catch syscall nosuch', /Unknown syscall name 'nosuch'/], ['catch signal NOSUCH', /NOSUCH/],
  ['step x', /unknown name x|A count/], ['next 0', /A count was expected/], ['stepi -1', /A count was expected/], ['until nosuch', /No function "nosuch"/], ['advance', /Argument required/], ['reverse-advance', /Argument required/], ['jump', /Argument required/], ['seek', /Write: seek/], ['events x', /A number of events/],
  ['bt x y', /./], ['frame 99', /No frame at level 99/], ['frame function nosuch', /No frame for function/], ['down', /Bottom \(innermost\) frame/], ['goroutine 999', /No goroutine 999/], ['goroutine all', /Write the command/], ['thread 99', /Unknown thread 99/], ['thread apply 99 bt', /Unknown thread 99/],
  ['info nosuch', /Undefined info command/], ['info symbol nosuch', /./], ['info line nosuch', /No function "nosuch"/], ['info signals NOSUCH', /NOSUCH/], ['info functions (', /Unterminated group|Invalid regular expression/], ['info registers nosuch', /Invalid register "nosuch"/],
  ['print nosuch', /unknown name nosuch/], ['print/q 1', /Undefined output format "q"/], ['print 1 +', /expression ends too early/], ['output', /./], ['x/q $pc', /Undefined output format "q"/], ['x 8', /Cannot access memory at address 0x8/], ['list nosuch', /No function "nosuch"/],
  ['ptype', /Write an expression/], ['ptype nosuch', /unknown name nosuch/], ['whatis', /./], ['set', /Write: set var/], ['set var nosuch = 1', /unknown name nosuch/], ['set scheduler-locking maybe', /off, on or step/], ['display nosuch', /unknown name nosuch/], ['undisplay 99', /Could not find display number 99/],
  ['handle', /Argument required/], ['handle SIGUSR1 nopass', /not available/], ['disassemble nosuch', /nosuch/], ['define', /Argument required/], ['define print', /is a command of the debugger/], ['document nosuch', /is not defined by you/], ['source', /requires file name/], ['source /no/such', /No such file/],
  ['syscall', /Write: syscall/], ['syscall hold nosuch', /./], ['syscall fail', /./], ['apropos', /Write: apropos/], ['help nosuch', /Undefined command/], ['show nosuch', /Write: show/], ['printf', /./], ['re', /Ambiguous command "re"/],
  ['kill', /needs no killing/], ['record', /Everything is recorded/], ['layout src', /no text window/], ['attach 1', /its own machine/], ['return', /"finish"/], ['shell ls', /no host commands/],
];
