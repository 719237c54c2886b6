package claim_test

import (
	"testing"

	"probity.example/probity/internal/claim"
)

func TestValidCountry(t *testing.T) {
	for cc, want := range map[string]bool{
		"IR": true, "GB": true, "XK": true, "XV": true, "QM": true, "XA": true, "XZ": true,
		"XX": false, "ZZ": false, "AA": false, "QL": false, "ir": false, "xv": false, "EU": false, "UK": false, "UN": false, "SU": false, "PZ": false, "AN": false, "D ": false, " A": false, "": false, "USA": false, "X1": false,
	} {
		if got := claim.ValidCountry(cc); got != want {
			t.Errorf("ValidCountry(%q) = %v, want %v", cc, got, want)
		}
	}
}
