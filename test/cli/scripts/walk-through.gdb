set trace-commands on
# The reader goroutine, about to read(2) from a pipe that is empty.
tbreak main.reader
run
print g.goid
# The syscall stub by file and line: before SYSCALL, and behind it; and the runtime's functions around it.
break asm_linux_amd64.s:35 goroutine 5
break asm_linux_amd64.s:36 goroutine 5
break entersyscall if g.goid == 5
break reentersyscall if g.goid == 5
break exitsyscall if g.goid == 5
break exitsyscallfast if g.goid == 5
break exitsyscall0
info breakpoints
# Into the syscall.
continue
bt
continue
info args
info p
continue
info registers rax rdi rsi rdx r10 r8 r9
x/i $pc
bt
print m.oldp.ptr().status == _Psyscall
info p
info m
info goroutines user
# In the kernel, until G1 writes the byte; meanwhile sysmon takes the P away.
continue
info registers rax
print $rax
print fds
info syscalls
info p
info m
# Out of it: exitsyscall cannot have its P back, and goes to g0.
continue
bt
info args
continue
continue
bt
info locals
print gp.goid
print m.curg
print sched.npidle
info p
info m
info sched
info goroutines user
# And back in time, to the stub.
delete
break asm_linux_amd64.s:36 goroutine 5
reverse-continue
info registers rax
info p
