// Dumps what a handler sees of its frame, for signals by tgkill, with and without an alternate stack, and by faults.
// Addresses are printed relative to each other. The test compares a native run with an emulated one.
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

static char alt[65536] __attribute__((aligned(4096)));
static uint64_t before_rsp, marks[16];
static volatile uint64_t fault_at;
extern char after_tgkill[], fault_insn[], ud_insn[], div_insn[], int3_after[], ro_insn[], null_call[];
static unsigned char *read_only;

static void show(const char *name, uint64_t v) { printf("  %s %#lx\n", name, (unsigned long)v); }

static void handler(int sig, siginfo_t *info, void *p) {
  ucontext_t *u = p;
  greg_t *g = u->uc_mcontext.gregs;
  uint64_t frame = (uint64_t)p - 8;
  printf("signal %d\n", sig);
  show("si_signo", info->si_signo);
  show("si_errno", info->si_errno);
  show("si_code", (uint32_t)info->si_code);
  if (sig == SIGUSR1) show("si_pid is own", info->si_pid == getpid());
  else if (sig == SIGFPE || sig == SIGILL) show("si_addr is rip", (uint64_t)info->si_addr == (uint64_t)g[REG_RIP]);
  else if (sig != SIGTRAP) show("si_addr", (uint64_t)info->si_addr - (info->si_addr == read_only ? (uint64_t)read_only : 0));
  show("info - frame", (uint64_t)info - frame);
  show("frame mod 16", frame % 16);
  show("fpstate mod 64", (uint64_t)u->uc_mcontext.fpregs % 64);
  show("fpstate above info", (uint64_t)u->uc_mcontext.fpregs >= (uint64_t)info + 128);
  int on_alt = frame >= (uint64_t)alt && frame < (uint64_t)alt + sizeof alt;
  show("on alternate stack", on_alt);
  if (!on_alt) show("red zone is free", frame + 440 + 512 <= before_rsp - 128);
  show("uc_flags without XSTATE", u->uc_flags & ~1UL);
  show("uc_link", (uint64_t)u->uc_link);
  show("stack", u->uc_stack.ss_sp ? (uint64_t)u->uc_stack.ss_sp - (uint64_t)alt : 99);
  show("stack flags", u->uc_stack.ss_flags);
  show("stack size", u->uc_stack.ss_size);
  show("rsp", (uint64_t)g[REG_RSP] - before_rsp);
  for (int r = REG_R8; r <= REG_RAX; r++) {
    if (r == REG_RSP) continue;
    if (sig == SIGUSR1 || (r != REG_RAX && r != REG_RCX && r != REG_RDX && r != REG_RDI && r != REG_RSI && r != REG_R11 && r != REG_R8 && r != REG_R9 && r != REG_R10 && r != REG_RBP && r != REG_RBX && r < REG_R12)) {
      char name[8];
      sprintf(name, "greg%d", r);
      if (r != REG_RBP && r != REG_RCX && r != REG_RDI && r != REG_RSI && r != REG_RDX) show(name, g[r]);
    }
  }
  if (sig == SIGUSR1) {
    show("rip", (uint64_t)g[REG_RIP] - (uint64_t)after_tgkill);
    show("eflags", g[REG_EFL]);
  } else show("RF, TF, IF", g[REG_EFL] & 0x10300);
  show("cs", (uint64_t)g[REG_CSGSFS]);
  show("err", g[REG_ERR]);
  show("trapno", g[REG_TRAPNO]);
  if ((char *)g[REG_CR2] == (char *)read_only) puts("  cr2 is the read-only page"); else show("cr2", (uint64_t)g[REG_CR2]);
  show("oldmask", g[REG_OLDMASK]);
  show("sigmask", *(uint64_t *)&u->uc_sigmask);
  struct _libc_fpstate *f = u->uc_mcontext.fpregs;
  show("cwd", f->cwd);
  show("swd", f->swd);
  show("mxcsr", f->mxcsr);
  show("mxcsr mask, low", f->mxcr_mask & 0xffbf);
  if (sig == SIGUSR1) for (int i = 0; i < 16; i++) printf("  xmm%d %08x%08x%08x%08x\n", i, f->_xmm[i].element[3], f->_xmm[i].element[2], f->_xmm[i].element[1], f->_xmm[i].element[0]);
  sigset_t now;
  memset(&now, 0, sizeof now);
  syscall(SYS_rt_sigprocmask, 0, 0, &now, 8);
  show("mask in the handler", *(uint64_t *)&now);
  if (sig == SIGUSR1) {
    g[REG_RBX] = 0x1234;
    f->_xmm[5].element[0] = 77;
    f->mxcsr = 0x1f80;
  } else if (sig != SIGTRAP) g[REG_RIP] = fault_at;
  fflush(stdout);
}

static void install(int flags) {
  struct sigaction a;
  memset(&a, 0, sizeof a);
  a.sa_sigaction = handler;
  a.sa_flags = SA_SIGINFO | flags;
  sigaddset(&a.sa_mask, SIGUSR2);
  int all[] = {SIGUSR1, SIGSEGV, SIGFPE, SIGILL, SIGTRAP};
  for (int i = 0; i < 5; i++) sigaction(all[i], &a, 0);
}

static void by_tgkill(void) {
  static uint64_t rbx, xmm5, r12; // not on the stack: the code below moves rsp
  uint32_t mxcsr;
  long pid = getpid();
  __asm__ volatile(
      "subq $256, %%rsp\n movq %%rsp, %[save]\n movl $0x1fa0, -200(%%rsp)\n ldmxcsr -200(%%rsp)\n"
      "movq $0x1111111122222222, %%rax\n movq %%rax, %%xmm0\n movq %%rax, %%xmm5\n movq %%rax, %%xmm15\n punpcklqdq %%xmm15, %%xmm15\n pxor %%xmm1, %%xmm1\n"
      "pxor %%xmm2,%%xmm2\n pxor %%xmm3,%%xmm3\n pxor %%xmm4,%%xmm4\n pxor %%xmm6,%%xmm6\n pxor %%xmm7,%%xmm7\n pxor %%xmm8,%%xmm8\n pxor %%xmm9,%%xmm9\n"
      "pxor %%xmm10,%%xmm10\n pxor %%xmm11,%%xmm11\n pxor %%xmm12,%%xmm12\n pxor %%xmm13,%%xmm13\n pxor %%xmm14,%%xmm14\n"
      "movq $0xb0b, %%rbx\n movq $0xc12, %%r12\n movq $0xd13, %%r13\n movq $0xe14, %%r14\n movq $0xf15, %%r15\n movq $8, %%r8\n movq $9, %%r9\n movq $10, %%r10\n"
      "movl $234, %%eax\n movl $10, %%edx\n cmpl $11, %%edx\n std\n syscall\n"
      ".globl after_tgkill\nafter_tgkill:\n cld\n stmxcsr -200(%%rsp)\n movl -200(%%rsp), %[m]\n movq %%xmm5, %[x]\n movq %%r12, %[t]\n addq $256, %%rsp\n movq %%rbx, %[b]\n"
      : [save] "=m"(before_rsp), [b] "=m"(rbx), [x] "=m"(xmm5), [m] "=&r"(mxcsr), [t] "=m"(r12)
      : "D"(pid), "S"(pid)
      : "rax", "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6",
        "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
  printf("after: rbx %#lx xmm5 %#lx mxcsr %#x r12 %#lx\n", rbx, xmm5, mxcsr, r12);
}

#define FAULT(text) __asm__ volatile("leaq 1f(%%rip), %%rax\n movq %%rax, %[at]\n movq %%rsp, %[save]\n" text "\n1:\n" \
  : [at] "=m"(fault_at), [save] "=m"(before_rsp) : [ro] "r"(read_only) : "rax", "rbx", "rcx", "rdx", "r12", "r13", "r14", "r15", "memory")

int main(void) {
  static char out[65536];
  setvbuf(stdout, out, _IOFBF, sizeof out);
  read_only = mmap(0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  (void)*(volatile char *)read_only; // present, so that the fault below is one of protection
  for (int round = 0; round < 2; round++) {
    install(round ? SA_ONSTACK : SA_NODEFER);
    if (round) {
      stack_t s = {alt, 0, sizeof alt};
      sigaltstack(&s, 0);
    }
    by_tgkill();
    FAULT("xorl %%r12d,%%r12d\n movq $0x10, %%rbx\n movq (%%rbx), %%rcx");
    FAULT("movb $1, (%[ro])");
    FAULT("movabsq $0x8000000000001000, %%rbx\n movq (%%rbx), %%rcx");
    FAULT("xorl %%ecx, %%ecx\n movl $1, %%eax\n cltd\n idivl %%ecx");
    FAULT("ud2");
    FAULT("int3");
    FAULT("hlt");
    FAULT("movl $0x3000, %%ebx\n jmp *%%rbx");
    FAULT("jmp *%[ro]");
  }
  return 0;
}
