package format

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What BuildKit (v0.34.2) reads of these lines, asked once by hand: its parser is
// no program that a test could run.
func TestDockerfileIsReadAsBuildKitReadsIt(t *testing.T) {
	for _, test := range []struct {
		src  string
		want []string
	}{
		{"ENV A=b", []string{"/A = b"}},
		{"env A b  c ", []string{"/A = b  c"}},
		{"ENV A \"b  c\" d", []string{"/A = b  c d"}},
		{"ENV A=b\\ c D='e\\f' G=\"h\\i\\\"\\$j\"", []string{"/A = b c", `/D = e\f`, `/G = h\i"$j`}},
		{"ENV A=b\\\nc \\\n# d\n\n  E=f", []string{"/A = bc", "/E = f"}},
		{"ENV A=b \\\\\nENV C=d", []string{`/A ? b`, `/\\ ? `, "/C = d"}},
		{"# escape=`\nENV A=C:\\b D=e` f `\n G=`$h", []string{`/A = C:\b`, "/D = e f", "/G = $h"}},
		{"# comment\n# escape=`\nENV A=b`c", []string{"/A = b`c"}},
		{"ENV A=b # c", []string{"/A ? b", "/# ? ", "/c ? "}},
		{"ENV A=$B C=${D:-e} F=${G} H=$ I=a$,b", []string{"/A = $B", "/C = ${D:-e}", "/F = ${G}", "/H = $", "/I = a$,b"}},
		{"ENV A=${B#c} D=$$ E=${", []string{"/A ? ${B#c}", "/D ? $$", "/E ? ${"}},
		{"ARG A\nARG B=c\nARG D E=f", []string{"/B = c", "/E = f"}},
		{"LABEL \"a.b\"=c d='e f'", []string{"/LABEL/a.b = c", "/LABEL/d = e f"}},
		{"RUN <<A cat <<-B\nENV C=d\nA\nENV E=f\n\tB\nENV G=h", []string{"/G = h"}},
		{"RUN echo \"<<A\" $((1<<2)) <<<x\nENV B=c", []string{"/B = c"}},
		{"RUN a \\\n  ENV B=c\nENV D=e", []string{"/D = e"}},
		{"ONBUILD ENV A=b", []string{"/A = b"}},
		{"FROM x\nenvironment A=b\nENVA=b\n", nil},
	} {
		var got []string
		for _, line := range seen(opened(t, "Dockerfile", []byte(test.src)), nil) {
			got = append(got, line[1:])
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.src, diff)
		}
	}
}

func TestDockerfileIsChangedInItsOwnForm(t *testing.T) {
	for _, test := range []struct{ name, src, entry, gone, beside string }{
		{"an instruction each", "ENV A=1\nENV B=2\n", "A", "ENV B=2\n", "ENV A=1\nENV NEW=x\nENV B=2\n"},
		{"one for all", "ENV A=1 B=2\n", "A", "ENV B=2\n", "ENV A=1 NEW=x B=2\n"},
		{"the last", "ENV A=1 B=2\n", "B", "ENV A=1\n", "ENV A=1 B=2 NEW=x\n"},
		{"over lines", "ENV A=1 \\\n    B=2\n", "B", "ENV A=1\n", "ENV A=1 \\\n    B=2 \\\n    NEW=x\n"},
		{"the first of lines", "ENV A=1 \\\n    B=2\n", "A", "ENV B=2\n", "ENV A=1 \\\n    NEW=x \\\n    B=2\n"},
		{"comments between", "ENV A=1 \\\n# about B\n    B=2 \\\n    C=3\n", "B", "ENV A=1 \\\n# about B\n    C=3\n", "ENV A=1 \\\n# about B\n    B=2 \\\n    NEW=x \\\n    C=3\n"},
		{"a comment before the last", "ENV A=1 \\\n# about B\n    B=2\nRUN x\n", "B", "ENV A=1\n# about B\nRUN x\n", "ENV A=1 \\\n# about B\n    B=2 \\\n    NEW=x\nRUN x\n"},
		{"the old form", "ENV A one value\nRUN x\n", "A", "RUN x\n", "ENV A one value\nENV NEW x\nRUN x\n"},
		{"no line end", "FROM x\nENV A=1", "A", "FROM x", "FROM x\nENV A=1\nENV NEW=x"},
	} {
		d := opened(t, "Dockerfile", []byte(test.src))
		n := d.Root.Child(test.entry)
		edits, err := Edits(d.Root, []Change{{Node: n, Remove: true}})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		} else if got := string(changed(t, d, edits).Src); got != test.gone {
			t.Errorf("%s: without %s:\n%s\nwant\n%s", test.name, test.entry, got, test.gone)
		}
		added, err := Copy(n, "NEW", NewValue{Text: Literal("x")})
		if err != nil {
			t.Fatal(err)
		}
		edits, err = Edits(d.Root, []Change{{Node: n, After: []Fragment{added}}})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		} else if got := string(changed(t, d, edits).Src); got != test.beside {
			t.Errorf("%s: beside %s:\n%s\nwant\n%s", test.name, test.entry, got, test.beside)
		}
	}
}
