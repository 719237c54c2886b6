package ask

import (
	"context"
	"time"
)

// SetSleep replaces the waiting between two tries until restore is called.
func SetSleep(f func(context.Context, time.Duration) error) (restore func()) {
	was := sleep
	sleep = f
	return func() { sleep = was }
}
