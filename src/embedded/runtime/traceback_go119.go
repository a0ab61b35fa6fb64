//go:build go1.17

package runtime

import "unsafe"

// printArgs shows what the caller passed, value by value; argp is where that begins.
func printArgs(f *functabEntry, argp uintptr) {
	template := f.args
	if template == "?" {
		printArgWords(f, argp)
		return
	}
	for i := 0; i < len(template); {
		size := template[i] - '0'
		if size > 8 {
			print(template[i : i+1])
			i++
			continue
		}
		off := uintptr(0)
		for i += 2; i < len(template) && template[i]-'0' <= 9; i++ {
			off = off*10 + uintptr(template[i]-'0')
		}
		at := unsafe.Pointer(argp + off)
		switch size {
		case 1:
			print(hex(*(*uint8)(at)))
		case 2:
			print(hex(*(*uint16)(at)))
		case 4:
			print(hex(*(*uint32)(at)))
		default:
			print(hex(*(*uint64)(at)))
		}
	}
}
