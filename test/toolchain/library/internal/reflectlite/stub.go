package reflectlite

func Swapper(slice interface{}) func(i, j int) { return nil }

type V struct{}

func (V) Len() int            { return 0 }
func ValueOf(x interface{}) V { return V{} }

type Type interface {
	Elem() Type
	Comparable() bool
	Implements(t Type) bool
	AssignableTo(t Type) bool
	Kind() int
}

const Ptr = 1

func TypeOf(x interface{}) Type { return nil }
