/** The walkthrough's program: a goroutine opens a file while another keeps the only P busy. */
export const EXAMPLE = `package main

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
`;
