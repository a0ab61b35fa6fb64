package errors

type e struct{ s string }

func (x *e) Error() string { return x.s }
func New(s string) error   { return &e{s} }
