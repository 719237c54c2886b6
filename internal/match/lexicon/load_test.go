package lexicon

import "testing"

func TestTablesAreSound(t *testing.T) {
	tab, err := load(files)
	if err != nil {
		t.Error(err)
	}
	if tab != nil {
		t.Logf("%d concepts, %d nodes", len(tab.concepts)-1, len(tab.nodes))
	}
}
