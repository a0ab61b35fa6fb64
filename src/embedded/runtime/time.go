// What package time asks for.
package runtime

func time_newTimer(when, period int64, f func(arg interface{}, seq uintptr), arg interface{}) *timer {
	t := &timer{when: when, period: period, f: f, arg: arg}
	addtimer(t)
	return t
}

func time_stopTimer(t *timer) bool { return deltimer(t) }
