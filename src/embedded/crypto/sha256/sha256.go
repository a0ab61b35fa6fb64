// Package sha256: FIPS 180-4.
package sha256

const Size, BlockSize = 32, 64

// Fractions of the cube roots of the first 64 primes.
var roots = [64]uint32{
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
}

// Fractions of the square roots of the first eight.
var start = [8]uint32{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}

// A Digest is a hash on its way.
type Digest struct {
	h     [8]uint32
	block [64]byte
	n     int
	total uint64
}

func New() *Digest { return &Digest{h: start} }

func (d *Digest) Write(p []byte) (int, error) {
	d.total += uint64(len(p))
	for i := 0; i < len(p); {
		if d.n == 0 && len(p)-i >= 64 {
			d.mix(p[i : i+64])
			i += 64
			continue
		}
		n := copy(d.block[d.n:], p[i:])
		d.n, i = d.n+n, i+n
		if d.n == 64 {
			d.mix(d.block[:])
			d.n = 0
		}
	}
	return len(p), nil
}

func (d *Digest) mix(p []byte) {
	var w [64]uint32
	for i := 0; i < 16; i++ {
		w[i] = uint32(p[4*i])<<24 | uint32(p[4*i+1])<<16 | uint32(p[4*i+2])<<8 | uint32(p[4*i+3])
	}
	for i := 16; i < 64; i++ {
		a, b := w[i-15], w[i-2]
		w[i] = w[i-16] + w[i-7] + ((a>>7 | a<<25) ^ (a>>18 | a<<14) ^ a>>3) + ((b>>17 | b<<15) ^ (b>>19 | b<<13) ^ b>>10)
	}
	s := d.h
	for i := 0; i < 64; i++ {
		e, a := s[4], s[0]
		t := s[7] + ((e>>6 | e<<26) ^ (e>>11 | e<<21) ^ (e>>25 | e<<7)) + (e&s[5] ^ ^e&s[6]) + roots[i] + w[i]
		u := ((a>>2 | a<<30) ^ (a>>13 | a<<19) ^ (a>>22 | a<<10)) + (a&s[1] ^ a&s[2] ^ s[1]&s[2])
		s[7], s[6], s[5], s[4] = s[6], s[5], e, s[3]+t
		s[3], s[2], s[1], s[0] = s[2], s[1], a, t+u
	}
	for i := range s {
		d.h[i] += s[i]
	}
}

// Sum appends the hash of what was written; more may follow.
func (d *Digest) Sum(b []byte) []byte {
	c := *d
	bits := c.total * 8
	c.Write([]byte{0x80})
	for c.n != 56 {
		c.Write([]byte{0})
	}
	var length [8]byte
	for i := range length {
		length[i] = byte(bits >> uint(56-8*i))
	}
	c.Write(length[:])
	for _, h := range c.h {
		b = append(b, byte(h>>24), byte(h>>16), byte(h>>8), byte(h))
	}
	return b
}

// Sum256 hashes data.
func Sum256(data []byte) (sum [Size]byte) {
	d := New()
	d.Write(data)
	copy(sum[:], d.Sum(nil))
	return sum
}
