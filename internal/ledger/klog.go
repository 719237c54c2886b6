package ledger

import (
	"bytes"
	"context"
	"flag"
	"log/slog"
	"sync"

	"k8s.io/klog/v2"
)

// redirectKlog sends the warnings and errors of Tessera, which logs by klog, to the default slog logger, and drops the
// rest, also what it says each time the signer makes it wait for the end of a batch. klog would else write to standard error.
var redirectKlog = sync.OnceValue(func() error {
	flags := flag.NewFlagSet("klog", flag.ContinueOnError)
	klog.InitFlags(flags)
	for _, f := range [][2]string{
		{"logtostderr", "false"}, {"alsologtostderr", "false"}, {"one_output", "true"}, {"stderrthreshold", "FATAL"},
	} {
		if err := flags.Set(f[0], f[1]); err != nil {
			return err
		}
	}
	klog.SetOutputBySeverity("INFO", klogWriter{level: slog.LevelDebug})
	klog.SetOutputBySeverity("WARNING", klogWriter{level: slog.LevelWarn})
	klog.SetOutputBySeverity("ERROR", klogWriter{level: slog.LevelError})
	klog.SetOutputBySeverity("FATAL", klogWriter{level: slog.LevelError})
	return nil
})

// klogWriter writes one klog line as one slog record.
type klogWriter struct{ level slog.Level }

func (w klogWriter) Write(line []byte) (int, error) {
	if w.level >= slog.LevelWarn && !bytes.Contains(line, []byte(errNotTheEnd.Error())) {
		msg := line
		if _, text, ok := bytes.Cut(line, []byte("] ")); ok {
			msg = text
		}
		slog.Default().Log(context.Background(), w.level, "tessera: "+string(bytes.TrimSpace(msg)))
	}
	return len(line), nil
}
