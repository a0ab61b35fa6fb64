set trace-commands on
break main.f if i == 3
commands
silent
print i
print/x i + 0x10
end
info breakpoints
define both
print $arg0 + $arg1
print $argc
end
document both
Shows a sum.
end
help both
run
both i 7
print $
print $$3
print/x $4
show values
info display
display i
display/x $rsp
display/2i $pc
next
info display
undisplay 1
disable display 3
until
until
until
# A register is written to, and an XMM register by its parts.
print $rax
set var $rax = 77
print/x $rax
set $xmm0[1] = 2.5
print $xmm0[1]
set var s = 1000
print s
set $n = 0
while $n < 3
set $n = $n + 1
if $n == 2
echo two\n
else
print $n
end
end
show convenience
ptype g.sched
ptype/o runtime.stack
ptype/o runtime.mOS
whatis g
whatis runtime.p
ptype _Psyscall
info signals SIGURG
handle SIGUSR1 SIGUSR2 nostop
info sharedlibrary
list f
list 5,7
list cond.go:3,cond.go:5
list ,4
list f,
x/2i main.f
x/s *(*uintptr)(&runtime.buildVersion)
x/2dw $rsp
x/2f $rsp
tbreak cond.go:11
run
watch s
rwatch i
info watchpoints
continue
continue
delete 4
info history
reverse-continue
reverse-next
reverse-step
reverse-stepi
reverse-nexti
next
step
reverse-finish
seek -1000
seek 500us
events 4
seek start
seek end
schedtrace
time
thread apply all bt 1
goroutine 1
info all-registers xmm0
help reverse-step
help history
set scheduler-locking step
show scheduler-locking
