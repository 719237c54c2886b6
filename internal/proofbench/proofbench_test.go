package proofbench_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"probity.example/probity/internal/proofbench"
)

func TestSmall(t *testing.T) {
	said := 0
	cfg := proofbench.Config{Sizes: []int{2_000, 20_000}, Now: time.Now, Say: func(string, ...any) { said++ }}
	r, err := proofbench.Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if said != 4 || len(r.Figures) < 40 {
		t.Errorf("%d figures, %d messages", len(r.Figures), said)
	}
	for _, f := range r.Figures {
		if f.What == "" || f.Unit == "" || f.Value <= 0 || f.Met != nil {
			t.Errorf("%+v", f)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := proofbench.Run(ctx, cfg); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
