/**
 * Which functions of package runtime (and stubs of package syscall) each edition has: a breakpoint on a name must work where
 * upstream has the name, and be refused where it does not. Sources: the facts of Go's runtime by version; symbol tables and
 * inlining tables of real executables of Go 1.13.8, 1.14.2 and 1.19.
 */
import assert from 'node:assert/strict';
import { EDITIONS, type EditionName } from '../../src/embedded/library';
import { compileTexts, traceImage } from './embedded';

/** First and last minor version with the name; upstream's last one does not matter beyond 1.19. */
const NAMES: readonly [string, number, number?][] = [
  // in every edition
  ...`entersyscall reentersyscall save entersyscall_sysmon entersyscall_gcwait entersyscallblock entersyscallblock_handoff exitsyscall
    exitsyscallfast exitsyscallfast_reacquired exitsyscallfast_pidle exitsyscall0 newproc newproc1 schedule execute gopark goready ready
    Gosched goschedImpl gosched_m gopreempt_m dropg globrunqput globrunqget pidleget pidleput acquirep releasep handoffp startm newm
    newm1 allocm mcommoninit stopm mput mget notesleep notewakeup noteclear futexsleep futexwakeup stoplockedm startlockedm
    LockOSThread UnlockOSThread resetspinning wakep checkdead incidlelocked sysmon retake preemptone preemptall newstack copystack
    mstart mstart1 mstartm0 minit initsig setsig sighandler sigtrampgo sigtramp sigreturn rt_sigaction rtsigprocmask sigaltstack
    stopTheWorld stopTheWorldWithSema startTheWorld startTheWorldWithSema procresize freezetheworld runSafePointFn gcstopm
    mcall gogo systemstack morestack morestack_noctxt goexit goexit0 goexit1 clone futex memmove abort rt0_go runqput runqget
    runqgrab runqsteal runqputslow gfget gfput casgstatus chansend chanrecv closechan selectgo netpoll throw gopanic gorecover
    traceback schedtrace raise gettid usleep park_m injectglist templateThread mspinning checkmcount forEachP`.split(/\s+/).map((name): [string, number] => [name, 10]),
  ['acquirep1', 10, 11], ['wirep', 12],
  ['findrunnable', 10, 18], ['findRunnable', 19],
  ...'preemptM signalM asyncPreempt asyncPreempt2 doSigPreempt wantAsyncPreempt isAsyncSafePoint sigctxt.pushCall canPreemptM preemptPark suspendG resumeG getpid tgkill'.split(' ').map((name): [string, number] => [name, 14]),
  // timers: on the Ps from 1.14, of goroutines before
  ['timerproc', 10, 13],
  ...'checkTimers wakeNetPoller netpollBreak netpollGenericInit resetForSleep chanparkcommit'.split(' ').map((name): [string, number] => [name, 14]),
  ['mReserveID', 15], ['mPark', 16], ['mstart0', 17], ['stealWork', 17], ['checkRunqsNoP', 17], ['checkTimersNoP', 17], ['traceReaderAvailable', 19],
];

/** Reaches everything: each path is linked only if something may take it. */
const PROGRAM = `package main

import ("os"; "os/signal"; "runtime"; "syscall"; "time")

func main() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	runtime.LockOSThread()
	go func() { runtime.UnlockOSThread(); runtime.Gosched() }()
	runtime.GC()
	runtime.GOMAXPROCS(2)
	select { case <-c: case <-time.After(1): }
	defer func() { recover() }()
	r, w, _ := os.Pipe()
	w.Write(nil)
	r.Read(nil)
	close(c)
	time.Sleep(1)
	panic(1)
}
`;

describe('functions of the embedded runtime by edition', () => {
  for (const edition of EDITIONS) {
    it(edition, () => {
      const { functions } = compileTexts([{ name: '/work/names.go', text: PROGRAM }], edition);
      const minor = Number(edition.slice('go1.'.length));
      const has = (name: string): boolean => functions.byName(`runtime.${name}`) !== undefined || functions.all.some((f) => f.name.startsWith('runtime.') && f.name.endsWith(`.${name.split('.').at(-1)}`));
      const within = ([, from, to = Infinity]: readonly [string, number, number?]): boolean => from <= minor && minor <= to;
      assert.deepEqual(NAMES.filter((entry) => within(entry) && !has(entry[0])).map(([name]) => name), [], 'missing');
      assert.deepEqual(NAMES.filter((entry) => !within(entry) && has(entry[0])).map(([name]) => name), [], 'not in that version of Go');
    });
  }

  it('runtime.GC stops goroutines one by one (1.14+), and brings every P to a safe point', () => {
    const text = 'package main\n\nimport "runtime"\n\nvar n int\n\nfunc inc() { n++ }\n\nfunc count() { inc() }\n\nfunc main() {\n\tgo func() { for { count() } }()\n\tgo func() { for { runtime.Gosched() } }()\n\truntime.Gosched()\n\tfor i := 0; i < 5; i++ { runtime.GC() }\n}\n';
    for (const edition of EDITIONS) {
      const { records, stop, err } = traceImage(compileTexts([{ name: '/work/collect.go', text }], edition), { functions: ['runtime.runSafePointFn', 'runtime.forEachP', 'runtime.preemptPark', 'runtime.stopTheWorldWithSema'].slice(0, edition === 'go1.10' || edition === 'go1.13' ? 2 : 4), from: 'main.main', events: false }, { env: ['GOMAXPROCS=3'], cpus: 4 });
      assert.deepEqual(stop, { kind: 'exited', code: 0 }, err);
      const entered = (name: string): number => records.filter((record) => record.kind === 'entry' && record.function === `runtime.${name}`).length;
      assert.equal(entered('forEachP'), 5, edition);
      assert.ok(entered('runSafePointFn') > 0, `${edition}: runSafePointFn`);
      if (edition === 'go1.14' || edition === 'go1.19') assert.ok(entered('preemptPark') > 0, `${edition}: preemptPark`);
    }
  });

  it('syscall stubs: assembly up to 1.18, Go above RawSyscall6 from 1.19', () => {
    const fileOf = (edition: EditionName, name: string): string | undefined => {
      const image = compileTexts([{ name: '/work/names.go', text: PROGRAM }], edition);
      const found = image.functions.byName(name);
      return found && image.lines.at(found.entry)?.file.replace(/^.*\//, '').replace(/^.*\./, '');
    };
    for (const edition of EDITIONS) {
      const go = edition === 'go1.19';
      for (const name of ['Syscall', 'Syscall6', 'RawSyscall']) {
        if (fileOf(edition, `syscall.${name}`) !== undefined) assert.equal(fileOf(edition, `syscall.${name}`), go ? 'go' : 's', `${edition} ${name}`);
      }
      assert.equal(fileOf(edition, 'syscall.Syscall'), go ? 'go' : 's', edition);
      assert.equal(fileOf(edition, 'runtime/internal/syscall.Syscall6') !== undefined, go, edition);
    }
  });
});
