package main

func labels() {
L:
	for {
		break M
		continue L
	}
	goto N
	break
	continue
}

func unusedLabel() {
X:
	for {
	}
}

func main() {
	switch {
	case true:
		if true {
			fallthrough
		}
	}
}
