// Results of the core's syscalls at their edges, one line each. The test compares a native run with an emulated one.
#define _GNU_SOURCE
#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

static long call(long n, long a, long b, long c, long d, long e, long f) {
  long r;
  register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
  __asm__ volatile("syscall" : "=a"(r) : "0"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  return r;
}
#define C6(n, a, b, c, d, e, f) call(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define SHOW(text, value) printf("%s = %ld\n", text, (long)(value))
#define P(n, ...) PX(n, __VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define PX(n, a, b, c, d, e, f, ...) SHOW(#n "(" #a ", " #b ", " #c ", " #d ", " #e ", " #f ")", C6(SYS_##n, a, b, c, d, e, f))

static char buf[65536] __attribute__((aligned(4096)));
static int word;

static void memory(void) {
  P(mmap, 0, 0, 3, 0x22, -1);
  P(mmap, 0, 4096, 3, 0x20, -1);
  P(mmap, 0x100000001, 4096, 3, 0x32, -1);
  P(mmap, 0, 4096, 3, 0x22, -1, 1);
  P(mmap, 0, 4096, 3, 2, -1);
  P(mmap, 0x100000000, 8192, 3, 0x32, -1);
  P(mmap, 0x100000000, 4096, 3, 0x100022, -1);
  P(mmap, 0x100004000, 4096, 3, 0x22, -1);          // a hint that is free
  long other = C6(SYS_mmap, 0x100004000, 4096, 3, 0x22, -1, 0); // a hint that is taken
  SHOW("a taken hint moves", other > 0 && other != 0x100004000);
  P(mprotect, 0x100000000, 4096, 1);
  P(mprotect, 0x100000001, 4096, 1);
  P(mprotect, 0x100000000, 4 * 4096, 1);
  P(mprotect, 0x100000000, 4096, 0x80);
  P(mprotect, 0x100000000, 0, 1);
  P(madvise, 0x100000000, 4096, 4);
  P(madvise, 0x100000000, 4096, 99);
  P(madvise, 0x100000001, 4096, 4);
  P(madvise, 0x200000000, 4096, 4);
  P(madvise, 0x100000000, 4096, 14);
  P(munmap, 0x100000001, 4096);
  P(munmap, 0x100000000, 0);
  P(munmap, 0x200000000, 4096);
  unsigned char vec[4] = {0};
  P(mprotect, 0x100000000, 8192, 3); // the failed one above reached as far as the hole
  char *m = (char *)0x100001000;
  m[5] = 1;
  P(mincore, 0x100001000, 4096, vec);
  SHOW("vec", vec[0]);
  P(mincore, 0x200000000, 4096, vec);
  P(mincore, 0x100001001, 4096, vec);
  C6(SYS_madvise, m, 4096, 4, 0, 0, 0);
  SHOW("DONTNEED zeroes", m[5]);
  m[7] = 9;
  char *moved = (char *)C6(SYS_mremap, m, 4096, 3 * 4096, 1, 0, 0);
  SHOW("mremap keeps", moved[7]);
  SHOW("mremap grows with zero", moved[2 * 4096]);
  P(mremap, 0x200000000, 4096, 8192, 1);
  P(mremap, moved, 4096, 0, 1) ;
  SHOW("shrinks in place", C6(SYS_mremap, moved, 3 * 4096, 4096, 0, 0, 0) == (long)moved);
  long b = C6(SYS_brk, 0, 0, 0, 0, 0, 0);
  SHOW("brk grows", C6(SYS_brk, b + 5000, 0, 0, 0, 0, 0) - b);
  ((char *)b)[4999] = 1;
  SHOW("brk below start", C6(SYS_brk, 4096, 0, 0, 0, 0, 0) - b);
  SHOW("brk shrinks", C6(SYS_brk, b, 0, 0, 0, 0, 0) - b);
  P(write, 1, 0x200000000, 5);
}

static void futexes(void) {
  struct timespec t = {0, 1000000}, bad = {0, 1000000000}, negative = {-1, 0};
  P(futex, &word, FUTEX_WAIT, 1, 0);
  P(futex, &word, FUTEX_WAIT, 0, &t);
  P(futex, &word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 0, &t);
  P(futex, &word, FUTEX_WAIT, 0, &bad);
  P(futex, &word, FUTEX_WAIT, 0, &negative);
  P(futex, &word, FUTEX_WAIT_BITSET, 0, &t, 0, 0);
  P(futex, &word, FUTEX_WAIT_BITSET, 0, &t, 0, -1);
  P(futex, &word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 0, &t, 0, -1);
  P(futex, &word, FUTEX_WAKE, 1);
  P(futex, &word, FUTEX_WAKE_BITSET, 1, 0, 0, 0);
  P(futex, (char *)&word + 1, FUTEX_WAKE, 1);
  P(futex, 0x200000000, FUTEX_WAIT, 0, 0);
  P(futex, &word, FUTEX_CMP_REQUEUE, 1, 1, buf, 5);
  P(futex, &word, FUTEX_CMP_REQUEUE, 1, 1, buf, 0);
  P(futex, &word, FUTEX_WAKE_OP, 1, 1, buf, (0 << 28) | (0 << 24) | (7 << 12) | 0);
  SHOW("WAKE_OP stored", *(int *)buf);
}

static void clocks(void) {
  struct timespec t, zero = {0, 0}, bad = {0, -1}, shortly = {0, 1000};
  for (int c = -8; c < 14; c++) {
    printf("clock %d: ", c);
    SHOW("gettime", C6(SYS_clock_gettime, c, &t, 0, 0, 0, 0));
  }
  P(clock_gettime, 1, 0x200000000);
  P(clock_getres, 1, 0);
  P(clock_getres, 99, &t);
  P(nanosleep, &zero, 0);
  P(nanosleep, &bad, 0);
  P(nanosleep, 0, 0);
  P(clock_nanosleep, 1, 0, &shortly, 0);
  P(clock_nanosleep, 1, 1, &shortly, 0);
  P(clock_nanosleep, 3, 0, &shortly, 0);
  P(clock_nanosleep, 77, 0, &shortly, 0);
  struct timespec a, b2;
  clock_gettime(CLOCK_MONOTONIC, &a);
  struct timespec ms = {0, 2000000};
  C6(SYS_nanosleep, &ms, 0, 0, 0, 0, 0);
  clock_gettime(CLOCK_MONOTONIC, &b2);
  SHOW("slept 2 ms at least", (b2.tv_sec - a.tv_sec) * 1000000000L + b2.tv_nsec - a.tv_nsec >= 2000000);
  struct timeval tv;
  P(gettimeofday, &tv, 0);
  SHOW("time agrees", C6(SYS_time, 0, 0, 0, 0, 0, 0) - tv.tv_sec <= 1);
  struct tms tms;
  SHOW("times", C6(SYS_times, &tms, 0, 0, 0, 0, 0) > 0);
  struct rusage ru;
  P(getrusage, 0, &ru);
  P(getrusage, 1, &ru);
  P(getrusage, -1, &ru);
  P(getrusage, 5, &ru);
}

static void timers(void) {
  int id = -1;
  struct sigevent e;
  memset(&e, 0, sizeof e);
  e.sigev_notify = SIGEV_NONE;
  P(timer_create, 1, &e, &id);
  SHOW("id", id);
  struct itimerspec s = {{0, 0}, {100, 0}}, old;
  P(timer_settime, id, 0, &s, 0);
  P(timer_gettime, id, &old);
  SHOW("seconds left", old.it_value.tv_sec);
  P(timer_getoverrun, id);
  P(timer_delete, id);
  P(timer_delete, id);
  P(timer_settime, id, 0, &s, 0);
  P(timer_create, 55, &e, &id);
  e.sigev_notify = SIGEV_SIGNAL;
  e.sigev_signo = 99;
  P(timer_create, 1, &e, &id);
  e.sigev_notify = SIGEV_THREAD_ID;
  e.sigev_signo = 10;
  P(timer_create, 1, &e, &id);
  e.sigev_notify = 77;
  P(timer_create, 1, &e, &id);
  struct itimerval it = {{0, 0}, {50, 0}}, was;
  P(setitimer, 0, &it, 0);
  P(getitimer, 0, &was);
  SHOW("itimer seconds", was.it_value.tv_sec + (was.it_value.tv_usec > 0));
  P(alarm, 10);
  P(alarm, 0);
  P(setitimer, 7, &it, 0);
  it.it_value.tv_usec = 2000000;
  P(setitimer, 0, &it, 0);
  P(getitimer, 9, &was);
}

static void signals(void) {
  struct { void *h; unsigned long f; void *r; unsigned long m; } act = {SIG_IGN, 0x04000000, 0, ~0UL}, old;
  P(rt_sigaction, 0, &act, 0, 8);
  P(rt_sigaction, 65, &act, 0, 8);
  P(rt_sigaction, 9, &act, 0, 8);
  P(rt_sigaction, 9, 0, &old, 8);
  P(rt_sigaction, 10, &act, 0, 7);
  P(rt_sigaction, 10, &act, 0, 8);
  P(rt_sigaction, 10, 0, &old, 8);
  SHOW("mask without KILL and STOP", ~old.m);
  P(rt_sigaction, 10, 0x200000000, 0, 8);
  P(kill, getpid(), 10);
  P(kill, getpid(), 0);
  P(kill, getpid(), 65);
  P(kill, 999999, 0);
  P(tgkill, getpid(), getpid(), 0);
  P(tgkill, getpid(), 999999, 0);
  P(tgkill, 0, getpid(), 0);
  P(tkill, -1, 0);
  unsigned long set = ~0UL, got = 0;
  P(rt_sigprocmask, 0, &set, &got, 8);
  P(rt_sigprocmask, 9, &set, 0, 8);
  P(rt_sigprocmask, 0, 0, &got, 8);
  SHOW("blocked", got);
  P(rt_sigprocmask, 0, &set, 0, 4);
  C6(SYS_kill, getpid(), SIGUSR2, 0, 0, 0, 0);
  C6(SYS_kill, getpid(), SIGUSR2, 0, 0, 0, 0);
  P(rt_sigpending, &got, 8);
  SHOW("pending", got);
  siginfo_t info;
  struct timespec none = {0, 0};
  set = 1UL << (SIGUSR2 - 1);
  P(rt_sigtimedwait, &set, &info, &none, 8);
  SHOW("si_code", info.si_code);
  P(rt_sigtimedwait, &set, &info, &none, 8);
  C6(SYS_tgkill, getpid(), getpid(), SIGRTMIN, 0, 0, 0);
  C6(SYS_tgkill, getpid(), getpid(), SIGRTMIN, 0, 0, 0);
  set = 1UL << (SIGRTMIN - 1);
  P(rt_sigtimedwait, &set, &info, &none, 8);
  SHOW("si_code", info.si_code);
  P(rt_sigtimedwait, &set, &info, &none, 8);
  P(rt_sigtimedwait, &set, &info, &none, 8);
  stack_t ss = {buf, 0, 100}, was;
  P(sigaltstack, &ss, 0);
  ss.ss_size = 8192; ss.ss_flags = 64;
  P(sigaltstack, &ss, 0);
  ss.ss_flags = 0;
  P(sigaltstack, &ss, &was);
  SHOW("flags", was.ss_flags);
  P(sigaltstack, 0, &was);
  SHOW("size", was.ss_size);
  ss.ss_flags = SS_DISABLE;
  P(sigaltstack, &ss, 0);
  P(sigaltstack, 0, &was);
  SHOW("flags", was.ss_flags);
}

static void identity(void) {
  struct rlimit r = {0, 0}, bad = {2, 1};
  P(getrlimit, 7, &r);
  r.rlim_cur = 64;
  P(setrlimit, 7, &r);
  P(prlimit64, 0, 7, 0, &r);
  SHOW("soft", r.rlim_cur);
  P(prlimit64, 0, 7, &bad, 0);
  P(getrlimit, 16, &r);
  P(getrlimit, -1, &r);
  cpu_set_t cpus;
  P(sched_getaffinity, 0, 7, &cpus);
  P(sched_getaffinity, 999999, 128, &cpus);
  SHOW("affinity of 8192 bytes", C6(SYS_sched_getaffinity, 0, 8192, buf, 0, 0, 0) > 0);
  P(sched_yield, 0);
  P(getpriority, 0, 0);
  P(sched_get_priority_max, 1);
  P(sched_get_priority_min, 1);
  P(sched_getscheduler, 0);
  P(prctl, PR_SET_NAME, "probe-thread-with-a-long-name");
  char name[16] = {0};
  P(prctl, PR_GET_NAME, name);
  puts(name);
  P(prctl, PR_GET_DUMPABLE);
  P(prctl, 987654);
  P(arch_prctl, 0x1003, buf);
  P(arch_prctl, 0x7777, 0);
  P(getrandom, buf, 0, 0);
  P(getrandom, buf, 100, 0);
  P(getrandom, buf, 10, 64);
  P(getrandom, 0x200000000, 10, 0);
  unsigned cpu, node;
  P(getcpu, &cpu, &node, 0);
  P(wait4, -1, 0, 0, 0);
  P(getpgid, 999999);
  P(getgroups, -1, 0) ;
  SHOW("uid", C6(SYS_getuid, 0, 0, 0, 0, 0, 0) == C6(SYS_geteuid, 0, 0, 0, 0, 0, 0));
  SHOW("tid is pid", C6(SYS_gettid, 0, 0, 0, 0, 0, 0) == C6(SYS_getpid, 0, 0, 0, 0, 0, 0));
}

int main(void) {
  memory();
  futexes();
  clocks();
  timers();
  signals();
  identity();
  return 0;
}
