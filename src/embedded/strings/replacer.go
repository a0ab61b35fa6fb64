package strings

import "io"

// A Replacer replaces several texts in one pass: at each place the first of them that stands there.
type Replacer struct{ pairs []string }

// NewReplacer takes pairs of old and new.
func NewReplacer(oldnew ...string) *Replacer {
	if len(oldnew)%2 != 0 {
		panic("strings.NewReplacer: odd argument count")
	}
	return &Replacer{append([]string(nil), oldnew...)}
}

func (r *Replacer) Replace(s string) string {
	var b Builder
	wasEmpty := false // an empty old stands once between two bytes; behind it another old may follow
	for i := 0; i <= len(s); {
		old, new, found := r.at(s[i:], wasEmpty)
		if found {
			b.WriteString(new)
			i += len(old)
			wasEmpty = old == ""
			continue
		}
		if i < len(s) {
			b.WriteByte(s[i])
		}
		i++
		wasEmpty = false
	}
	return b.String()
}

func (r *Replacer) at(s string, wasEmpty bool) (old, new string, found bool) {
	for i := 0; i < len(r.pairs); i += 2 {
		if old := r.pairs[i]; HasPrefix(s, old) && (old != "" || !wasEmpty) {
			return old, r.pairs[i+1], true
		}
	}
	return "", "", false
}

func (r *Replacer) WriteString(w io.Writer, s string) (int, error) {
	return io.WriteString(w, r.Replace(s))
}
