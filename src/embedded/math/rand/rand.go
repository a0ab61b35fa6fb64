// Package rand: numbers that look random. Their sequence is not upstream's.
package rand

import "sync"

// A Source gives 63 random bits.
type Source interface {
	Int63() int64
	Seed(seed int64)
}

type splitmix struct{ state uint64 }

func (s *splitmix) Seed(seed int64) { s.state = uint64(seed) }
func (s *splitmix) Int63() int64 {
	s.state += 0x9e3779b97f4a7c15
	z := s.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int64((z ^ z>>31) >> 1)
}

func NewSource(seed int64) Source { return &splitmix{uint64(seed)} }

// A Rand makes other numbers of a source's.
type Rand struct{ src Source }

func New(src Source) *Rand         { return &Rand{src} }
func (r *Rand) Seed(seed int64)    { r.src.Seed(seed) }
func (r *Rand) Int63() int64       { return r.src.Int63() }
func (r *Rand) Int() int           { return int(r.src.Int63()) }
func (r *Rand) Uint32() uint32     { return uint32(r.src.Int63() >> 31) }
func (r *Rand) Int31() int32       { return int32(r.src.Int63() >> 32) }
func (r *Rand) Float64() float64   { return float64(r.src.Int63()>>10) / (1 << 53) }
func (r *Rand) Int63n(n int64) int64 {
	if n <= 0 {
		panic("invalid argument to Int63n")
	}
	return r.src.Int63() % n
}
func (r *Rand) Intn(n int) int       { return int(r.Int63n(int64(n))) }
func (r *Rand) Int31n(n int32) int32 { return int32(r.Int63n(int64(n))) }

func (r *Rand) Perm(n int) []int {
	p := make([]int, n)
	for i := range p {
		j := r.Intn(i + 1)
		p[i] = p[j]
		p[j] = i
	}
	return p
}

func (r *Rand) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, r.Intn(i+1))
	}
}

type locked struct {
	sync.Mutex
	splitmix
}

func (l *locked) Int63() int64 {
	l.Lock()
	v := l.splitmix.Int63()
	l.Unlock()
	return v
}

var global = New(&locked{splitmix: splitmix{1}})

func Seed(seed int64)                    { global.Seed(seed) }
func Int() int                           { return global.Int() }
func Intn(n int) int                     { return global.Intn(n) }
func Int63() int64                       { return global.Int63() }
func Int31n(n int32) int32               { return global.Int31n(n) }
func Float64() float64                   { return global.Float64() }
func Perm(n int) []int                   { return global.Perm(n) }
func Shuffle(n int, swap func(i, j int)) { global.Shuffle(n, swap) }
