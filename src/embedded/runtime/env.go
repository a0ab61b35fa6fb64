// Arguments, environment and debugging settings.
package runtime

import "unsafe"

var argc int32
var argv **byte
var envs, argslice []string

var debug struct {
	schedtrace, scheddetail, asyncpreemptoff int32
}
var tracebackLevel int32

func args(c int32, v **byte) { argc, argv = c, v }

func argAt(i int32) *byte { return *(**byte)(add(unsafe.Pointer(argv), uintptr(i)*8)) }

func gostring(p *byte) string {
	n := 0
	for *(*byte)(add(unsafe.Pointer(p), uintptr(n))) != 0 {
		n++
	}
	return slicebytetostring(nil, p, n)
}

func goargs() {
	argslice = make([]string, argc)
	for i := int32(0); i < argc; i++ {
		argslice[i] = gostring(argAt(i))
	}
	for i := argc + 1; argAt(i) != nil; i++ {
		envs = append(envs, gostring(argAt(i)))
	}
}

// Processors that this process may use.
func osinit() {
	var mask [128]uintptr
	n := int32(sys6(204, 0, unsafe.Sizeof(mask), uintptr(unsafe.Pointer(&mask)), 0, 0, 0))
	for i := int32(0); i < n/8; i++ {
		for word := mask[i]; word != 0; word &= word - 1 {
			ncpu++
		}
	}
	if ncpu == 0 {
		ncpu = 1
	}
}

func gogetenv(name string) string {
	for _, entry := range envs {
		if len(entry) > len(name) && entry[len(name)] == '=' && entry[:len(name)] == name {
			return entry[len(name)+1:]
		}
	}
	return ""
}

func atoi(s string) (n int32, ok bool) {
	negative := false
	if s != "" && s[0] == '-' {
		negative, s = true, s[1:]
	}
	if s == "" || len(s) > 9 {
		return 0, false
	}
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int32(s[i]-'0')
	}
	if negative {
		n = -n
	}
	return n, true
}

func parsedebugvars() {
	settings := gogetenv("GODEBUG")
	for settings != "" {
		entry := settings
		settings = ""
		for i := 0; i < len(entry); i++ {
			if entry[i] == ',' {
				entry, settings = entry[:i], entry[i+1:]
				break
			}
		}
		for i := 0; i < len(entry); i++ {
			if entry[i] != '=' {
				continue
			}
			n, _ := atoi(entry[i+1:])
			switch entry[:i] {
			case "schedtrace":
				debug.schedtrace = n
			case "scheddetail":
				debug.scheddetail = n
			case "asyncpreemptoff":
				debug.asyncpreemptoff = n
			}
			break
		}
	}
	switch gogetenv("GOTRACEBACK") {
	case "none":
		tracebackLevel = 0
	case "all":
		tracebackLevel = 2
	case "system", "crash":
		tracebackLevel = 3
	default:
		tracebackLevel = 1
	}
}

func gotraceback() int32 { return tracebackLevel }

// The auxiliary vector's AT_RANDOM seeds fastrand.
func readauxv() {
	i := argc + 1
	for argAt(i) != nil {
		i++
	}
	aux := (*[64][2]uintptr)(add(unsafe.Pointer(argv), uintptr(i+1)*8))
	for _, entry := range aux {
		if entry[0] == 0 {
			break
		}
		if entry[0] == 25 {
			randomSeed = *(*uint64)(unsafe.Pointer(entry[1]))
		}
	}
}

// For package os and syscall.
func os_args() []string     { return argslice }
func syscall_envs() []string { return envs }

const GOOS, GOARCH, Compiler = "linux", "amd64", "gc"

// Version is the edition of this runtime.
func Version() string { return buildVersion }
