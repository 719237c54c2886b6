package roman

import (
	"strings"
	"sync"
)

// variant is what is known of a Han character that is written differently in some country.
type variant struct {
	fold       rune // the simplified form, which stands for all
	simplified bool // only the People's Republic writes it so
	japanese   bool // only Japan writes it so
}

var variants = sync.OnceValue(func() map[rune]variant {
	table := map[rune]variant{}
	eachLine("variants", func(groups []string, _ int) {
		for _, group := range groups {
			forms := []rune(group)
			simplified, traditional, japanese := forms[0], forms[1], forms[2]
			for _, r := range forms {
				table[r] = variant{
					fold:       simplified,
					simplified: r == simplified && r != traditional && r != japanese,
					japanese:   r == japanese && r != traditional && r != simplified,
				}
			}
		}
	})
	return table
})

// HanVariants folds the simplified, traditional and Japanese form of a Han character to one, so that 國 国 and 廣 広 广 meet. Any
// other rune is returned as it is.
func HanVariants(r rune) rune {
	if v, known := variants()[r]; known {
		return v.fold
	}
	return r
}

// country tells from the characters of a word whether it is written as only China or only Japan writes.
func country(word []rune) (chinese, japanese bool) {
	for _, r := range word {
		v := variants()[r]
		chinese, japanese = chinese || v.simplified, japanese || v.japanese
	}
	return chinese, japanese
}

// eachLine reads a table of the directory han: the fields of each line, without comments. below counts the lines of
// dashes above it.
func eachLine(table string, do func(fields []string, below int)) {
	text, err := hanTables.ReadFile("han/" + table + ".txt")
	if err != nil {
		panic("table of Han characters is not in the binary: " + err.Error())
	}
	below := 0
	for line := range strings.Lines(string(text)) {
		switch fields := strings.Fields(line); {
		case line[0] == '-':
			below++
		case len(fields) > 0 && line[0] != '#':
			do(fields, below)
		}
	}
}
