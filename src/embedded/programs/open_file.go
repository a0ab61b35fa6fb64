// A goroutine opens a file while another one keeps the processor busy: with one P and a slow openat, sysmon retakes the P,
// and the goroutine comes back from the kernel without one (runtime.exitsyscall0).
package main

import (
	"fmt"
	"os"
)

var path = "apps.txt"

func isError(err error) bool {
	if err != nil {
		fmt.Println(err.Error())
	}
	return err != nil
}

func busy() {
	n := 0
	for {
		n++
	}
}

func main() {
	go busy()
	file, err := os.OpenFile(path, os.O_RDWR, 0644)
	if isError(err) {
		return
	}
	defer file.Close()
}
