// Without signals a loop without calls cannot be stopped: sysmon asks in vain, and the other goroutine has to wait for the
// loop's end.
//
//@ scenario 20 call-free-loop stop preemptone
//@ launch gomaxprocs=1 env:GODEBUG=asyncpreemptoff=1
//@ order asked twice in vain
//@   T.a enter main.loop on G.g
//@ - T.a enter newstack
//@ - T.a enter schedule
//@ - enter main.other
//@   T.s enter preemptone from retake
//@ - T.a enter newstack
//@ - T.a enter schedule
//@ - enter main.other
//@   T.s enter preemptone from retake
//@ - T.a enter newstack
//@ - T.a enter schedule
//@ - enter main.other
//@   T.a enter main.finished on G.g
//@   T.a enter newstack on g0
//@   enter main.other on G.o
package main

var done = make(chan bool)
var count int

func main() {
	go other()
	loop()
	finished()
	<-done
}

func loop() {
	for i := 0; i < 2400*1000; i++ {
		count++
	}
}

func finished() {
	var room [64]int
	room[len(room)-1]++
}

func other() { done <- true }
