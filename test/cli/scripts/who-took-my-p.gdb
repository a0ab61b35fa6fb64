set trace-commands on
# The reader comes out of read(2) and cannot have its P back.
break exitsyscall0
run
print gp.goid
# Who wrote the P's status last, and who before that?
watch allp[0].status
reverse-continue
bt
reverse-continue
bt
info m
info history
info p
stepi
info p
