package main

import "unsafe"

type S struct {
	a byte
	b int64
	c uint16
	d string
	e [3]byte
	f interface{}
	g struct{}
}

type E struct {
	S
	x int
}

func main() {
	var s S
	println(unsafe.Sizeof(s), unsafe.Alignof(s), unsafe.Offsetof(s.b), unsafe.Offsetof(s.c), unsafe.Offsetof(s.d), unsafe.Offsetof(s.e), unsafe.Offsetof(s.f), unsafe.Offsetof(s.g))
	var e E
	println(unsafe.Sizeof(e), unsafe.Offsetof(e.x), unsafe.Offsetof(e.c))
	s.b = 0x0102030405060708
	p := (*byte)(unsafe.Pointer(uintptr(unsafe.Pointer(&s)) + unsafe.Offsetof(s.b)))
	println(*p, *(*byte)(unsafe.Add(unsafe.Pointer(p), 1)))
	f := 1.5
	println(*(*uint64)(unsafe.Pointer(&f)))
	arr := [4]int32{1, 2, 3, 4}
	sl := unsafe.Slice(&arr[1], 2)
	sl[1] = 9
	println(len(sl), cap(sl), arr[2])
	str := "hello"
	h := (*[2]uintptr)(unsafe.Pointer(&str))
	println(h[1])
	const size = unsafe.Sizeof(uintptr(0))
	println(size, unsafe.Sizeof(""), unsafe.Sizeof([]int{}), unsafe.Sizeof(struct{}{}), unsafe.Sizeof([0]int{}))
	var np unsafe.Pointer
	println(np == nil, uintptr(np))
	b := [8]byte{1, 2, 3, 4, 5, 6, 7, 8}
	println(*(*uint32)(unsafe.Pointer(&b[2])))
}
