/*
 * Executes instruction test cases on the host's own processor and reports the state each one leaves.
 *
 * Input (stdin), little-endian:
 *   struct header, then header.code_length bytes of code, then header.cases times (struct state + scratch bytes).
 * Output (stdout): for each case struct outcome + scratch bytes.
 *
 * There is no assembly here: a case is entered by returning from a signal handler whose saved context was replaced by
 * the case's state, and it is left by the next signal, which delivers the whole state again. The TypeScript side fills
 * unused code bytes with INT3, so an instruction that completes traps at once at its successor.
 */
#define _GNU_SOURCE
#include <asm/prctl.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

struct header {
  uint64_t magic;          /* "gosdiff1" */
  uint64_t code_base;      /* page aligned; mapped read+execute */
  uint64_t scratch_base;   /* not aligned: the scratch bytes straddle a page boundary on purpose */
  uint64_t gs_base;
  uint32_t code_length;
  uint32_t scratch_length;
  uint32_t cases;
  uint32_t reserved;
};

struct state {
  uint64_t gpr[16];        /* Intel's encoding order: rax rcx rdx rbx rsp rbp rsi rdi r8..r15 */
  uint64_t rip, rflags;
  uint32_t mxcsr, reserved;
  uint8_t xmm[16][16];
};

struct outcome {
  uint32_t signal, code;   /* signo and si_code */
  uint64_t address;        /* si_addr of SIGSEGV, else 0 */
  struct state state;
};

/* Position of each register of `state.gpr` in ucontext's gregs. */
static const int greg_of[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};

static struct header header;
static uint8_t *input, *output, *map_start;
static size_t map_length, next_case;
static int running;
static ucontext_t home;
static struct _libc_fpstate home_fp;

static void die(const char *what) {
  fprintf(stderr, "runner: %s: %s\n", what, strerror(errno));
  _exit(2);
}

static size_t in_size(void) { return sizeof(struct state) + header.scratch_length; }
static size_t out_size(void) { return sizeof(struct outcome) + header.scratch_length; }

static void enter(ucontext_t *uc, size_t index) {
  const struct state *s = (const struct state *)(input + index * in_size());
  for (int i = 0; i < 16; i++) uc->uc_mcontext.gregs[greg_of[i]] = (greg_t)s->gpr[i];
  uc->uc_mcontext.gregs[REG_RIP] = (greg_t)s->rip;
  uc->uc_mcontext.gregs[REG_EFL] = (greg_t)s->rflags;
  uc->uc_mcontext.fpregs->mxcsr = s->mxcsr;
  memcpy(uc->uc_mcontext.fpregs->_xmm, s->xmm, sizeof s->xmm);
  /* XSAVE header (SDM vol. 1, 13.4.2): bits 0 and 1 of XSTATE_BV, else the kernel would restore initial XMM registers. */
  uint64_t *xstate_bv = (uint64_t *)((uint8_t *)uc->uc_mcontext.fpregs + 512);
  if (*(uint32_t *)((uint8_t *)uc->uc_mcontext.fpregs + 464) == 0x46505853u) *xstate_bv |= 3;
  memset(map_start, 0, map_length);
  memcpy((void *)header.scratch_base, s + 1, header.scratch_length);
}

static void leave(const ucontext_t *uc, const siginfo_t *info, size_t index) {
  struct outcome *o = (struct outcome *)(output + index * out_size());
  o->signal = (uint32_t)info->si_signo;
  o->code = (uint32_t)info->si_code;
  o->address = info->si_signo == SIGSEGV ? (uint64_t)info->si_addr : 0;
  for (int i = 0; i < 16; i++) o->state.gpr[i] = (uint64_t)uc->uc_mcontext.gregs[greg_of[i]];
  o->state.rip = (uint64_t)uc->uc_mcontext.gregs[REG_RIP];
  o->state.rflags = (uint64_t)uc->uc_mcontext.gregs[REG_EFL];
  o->state.mxcsr = uc->uc_mcontext.fpregs->mxcsr;
  memcpy(o->state.xmm, uc->uc_mcontext.fpregs->_xmm, sizeof o->state.xmm);
  memcpy(o + 1, (const void *)header.scratch_base, header.scratch_length);
}

static void on_signal(int signal, siginfo_t *info, void *context) {
  (void)signal;
  ucontext_t *uc = context;
  if (!running) { /* the first one, raised by main: remember where to return to at the end */
    if (info->si_signo != SIGTRAP) die("unexpected signal before the first case");
    memcpy(&home, uc, sizeof home);
    memcpy(&home_fp, uc->uc_mcontext.fpregs, sizeof home_fp);
    running = 1;
  } else {
    leave(uc, info, next_case++);
  }
  if (next_case < header.cases) {
    enter(uc, next_case);
    return;
  }
  memcpy(uc->uc_mcontext.gregs, home.uc_mcontext.gregs, sizeof home.uc_mcontext.gregs);
  memcpy(uc->uc_mcontext.fpregs, &home_fp, 416); /* the legacy x87/SSE part */
}

static void read_all(void *to, size_t length) {
  if (length && fread(to, 1, length, stdin) != length) die("short input");
}

static void *map_fixed(uint64_t start, size_t length) {
  void *p = mmap((void *)start, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  if (p != (void *)start) die("mmap");
  return p;
}

int main(void) {
  read_all(&header, sizeof header);
  if (memcmp(&header.magic, "gosdiff1", 8)) { errno = EINVAL; die("header"); }
  size_t code_pages = (header.code_length + 4095u) & ~(size_t)4095;
  uint8_t *code = map_fixed(header.code_base, code_pages);
  memset(code, 0xcc, code_pages);
  read_all(code, header.code_length);
  if (mprotect(code, code_pages, PROT_READ | PROT_EXEC)) die("mprotect");
  uint64_t first = header.scratch_base & ~4095ull;
  map_length = ((header.scratch_base + header.scratch_length + 4095) & ~4095ull) - first;
  map_start = map_fixed(first, map_length);
  input = malloc(header.cases * in_size() + 1);
  output = calloc(header.cases + 1, out_size());
  if (!input || !output) die("malloc");
  read_all(input, header.cases * in_size());
  if (syscall(SYS_arch_prctl, ARCH_SET_GS, header.gs_base)) die("arch_prctl");

  static uint8_t handler_stack[1 << 17];
  stack_t alternate = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
  if (sigaltstack(&alternate, NULL)) die("sigaltstack");
  struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  const int signals[] = {SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
    if (sigaction(signals[i], &action, NULL)) die("sigaction");
  alarm(60); /* a case that never ends must not hang the test */
  raise(SIGTRAP);
  if (next_case != header.cases) die("cases left");
  if (fwrite(output, out_size(), header.cases, stdout) != header.cases || fflush(stdout)) die("write");
  return 0;
}
