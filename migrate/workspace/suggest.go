package workspace

import "strings"

// nearest gives the one of words that was probably meant by wrote, or "".
func nearest(wrote string, words []string) string {
	best, distance := "", 1+max(1, len(wrote)/3)
	flat := func(s string) string { return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(s)) }
	for _, w := range words {
		if d := levenshtein(flat(wrote), flat(w)); d < distance {
			best, distance = w, d
		}
	}
	return best
}

// levenshtein counts the letters to add, remove or exchange between a and b.
func levenshtein(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return max(len(a), len(b)) // no word of ours is that long
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
