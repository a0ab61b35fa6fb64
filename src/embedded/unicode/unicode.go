// Package unicode tells properties of code points and maps their case.
package unicode

const (
	MaxRune         = 0x10ffff
	ReplacementChar = 0xfffd
	MaxASCII        = 0x7f
	MaxLatin1       = 0xff
	Version         = "13.0.0"
)

// within: whether an odd number of borders is at or below r.
func within(borders []int32, r rune) bool {
	low, high := 0, len(borders)
	for low < high {
		mid := (low + high) / 2
		if borders[mid] <= r {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low%2 == 1
}

func IsLetter(r rune) bool { return within(letters, r) }
func IsUpper(r rune) bool  { return within(uppers, r) }
func IsLower(r rune) bool  { return within(lowers, r) }
func IsTitle(r rune) bool  { return within(titles, r) }
func IsDigit(r rune) bool  { return within(digits, r) }
func IsNumber(r rune) bool { return within(numbers, r) }
func IsPunct(r rune) bool  { return within(puncts, r) }
func IsSymbol(r rune) bool { return within(symbols, r) }
func IsMark(r rune) bool   { return within(marks, r) }

// IsControl: category Cc.
func IsControl(r rune) bool { return r >= 0 && r < 0x20 || r >= 0x7f && r < 0xa0 }

// IsGraphic: what has a shape, and spaces of category Zs.
func IsGraphic(r rune) bool {
	return IsLetter(r) || IsMark(r) || IsNumber(r) || IsPunct(r) || IsSymbol(r) || isSeparator(r)
}

// IsPrint is IsGraphic with U+0020 as the only space.
func IsPrint(r rune) bool { return r == ' ' || IsGraphic(r) && !isSeparator(r) }

func isSeparator(r rune) bool {
	return r == ' ' || r == 0xa0 || r == 0x1680 || r >= 0x2000 && r <= 0x200a || r == 0x202f || r == 0x205f || r == 0x3000
}

// IsSpace: property White_Space.
func IsSpace(r rune) bool {
	return r >= '\t' && r <= '\r' || r == 0x85 || isSeparator(r) || r == 0x2028 || r == 0x2029
}

// mapped: r plus the distance in column 3 (upper case) or 4 (lower case).
func mapped(r rune, column int) rune {
	if r < 0x80 {
		if column == 3 && r >= 'a' && r <= 'z' {
			return r - 32
		}
		if column == 4 && r >= 'A' && r <= 'Z' {
			return r + 32
		}
		return r
	}
	for i := 0; i < len(cases) && cases[i] <= r; i += 5 {
		if r <= cases[i+1] && (r-cases[i])%cases[i+2] == 0 {
			return r + cases[i+column]
		}
	}
	return r
}

func ToUpper(r rune) rune { return mapped(r, 3) }

// ToTitle is ToUpper: the few letters with a third form are left as they are.
func ToTitle(r rune) rune { return ToUpper(r) }
func ToLower(r rune) rune { return mapped(r, 4) }
