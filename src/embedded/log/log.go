// Package log writes lines with the time, and ends programs that cannot go on.
package log

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"time"
)

// What stands before a message.
const (
	Ldate, Ltime, Lmicroseconds = 1, 2, 4
	Llongfile, Lshortfile, LUTC = 8, 16, 32
	Lmsgprefix                  = 64
	LstdFlags                   = Ldate + Ltime
)

// A Logger writes one line a message; goroutines may share it.
type Logger struct {
	mu     sync.Mutex
	w      io.Writer
	prefix string
	flags  int
}

func New(out io.Writer, prefix string, flag int) *Logger {
	return &Logger{w: out, prefix: prefix, flags: flag}
}

var std = New(os.Stderr, "", LstdFlags)

func Default() *Logger { return std }

// Output writes s as the line of the caller's caller, or of one calldepth-1 further out.
func (l *Logger) Output(calldepth int, s string) error {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.flags&LUTC != 0 {
		now = now.UTC()
	}
	head := ""
	if l.flags&Ldate != 0 {
		head += now.Format("2006/01/02 ")
	}
	switch {
	case l.flags&Lmicroseconds != 0:
		head += now.Format("15:04:05.000000 ")
	case l.flags&Ltime != 0:
		head += now.Format("15:04:05 ")
	}
	if l.flags&(Llongfile|Lshortfile) != 0 {
		_, file, line, ok := runtime.Caller(calldepth)
		if !ok {
			file, line = "???", 0
		}
		for i := len(file) - 1; i >= 0 && l.flags&Lshortfile != 0; i-- {
			if file[i] == '/' {
				file = file[i+1:]
				break
			}
		}
		head += fmt.Sprintf("%s:%d: ", file, line)
	}
	if l.flags&Lmsgprefix != 0 {
		head += l.prefix
	} else {
		head = l.prefix + head
	}
	if s == "" || s[len(s)-1] != '\n' {
		s += "\n"
	}
	_, err := io.WriteString(l.w, head+s)
	return err
}

func (l *Logger) Print(v ...interface{})                 { l.Output(2, fmt.Sprint(v...)) }
func (l *Logger) Println(v ...interface{})               { l.Output(2, fmt.Sprintln(v...)) }
func (l *Logger) Printf(format string, v ...interface{}) { l.Output(2, fmt.Sprintf(format, v...)) }

func (l *Logger) die(s string) {
	l.Output(3, s)
	os.Exit(1)
}

func (l *Logger) Fatal(v ...interface{})                 { l.die(fmt.Sprint(v...)) }
func (l *Logger) Fatalln(v ...interface{})               { l.die(fmt.Sprintln(v...)) }
func (l *Logger) Fatalf(format string, v ...interface{}) { l.die(fmt.Sprintf(format, v...)) }

func (l *Logger) panic(s string) {
	l.Output(3, s)
	panic(s)
}

func (l *Logger) Panic(v ...interface{})                 { l.panic(fmt.Sprint(v...)) }
func (l *Logger) Panicln(v ...interface{})               { l.panic(fmt.Sprintln(v...)) }
func (l *Logger) Panicf(format string, v ...interface{}) { l.panic(fmt.Sprintf(format, v...)) }

func (l *Logger) locked(action func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	action()
}

func (l *Logger) Flags() (flag int)       { l.locked(func() { flag = l.flags }); return flag }
func (l *Logger) SetFlags(flag int)       { l.locked(func() { l.flags = flag }) }
func (l *Logger) Prefix() (prefix string) { l.locked(func() { prefix = l.prefix }); return prefix }
func (l *Logger) SetPrefix(prefix string) { l.locked(func() { l.prefix = prefix }) }
func (l *Logger) Writer() (w io.Writer)   { l.locked(func() { w = l.w }); return w }
func (l *Logger) SetOutput(w io.Writer)   { l.locked(func() { l.w = w }) }

func Print(v ...interface{})                 { std.Output(2, fmt.Sprint(v...)) }
func Println(v ...interface{})               { std.Output(2, fmt.Sprintln(v...)) }
func Printf(format string, v ...interface{}) { std.Output(2, fmt.Sprintf(format, v...)) }
func Fatal(v ...interface{})                 { std.die(fmt.Sprint(v...)) }
func Fatalln(v ...interface{})               { std.die(fmt.Sprintln(v...)) }
func Fatalf(format string, v ...interface{}) { std.die(fmt.Sprintf(format, v...)) }
func Panic(v ...interface{})                 { std.panic(fmt.Sprint(v...)) }
func Panicln(v ...interface{})               { std.panic(fmt.Sprintln(v...)) }
func Panicf(format string, v ...interface{}) { std.panic(fmt.Sprintf(format, v...)) }

func Output(calldepth int, s string) error { return std.Output(calldepth+1, s) }
func Flags() int                           { return std.Flags() }
func SetFlags(flag int)                    { std.SetFlags(flag) }
func Prefix() string                       { return std.Prefix() }
func SetPrefix(prefix string)              { std.SetPrefix(prefix) }
func Writer() io.Writer                    { return std.Writer() }
func SetOutput(w io.Writer)                { std.SetOutput(w) }
