package register

import (
	"sync"

	"probity.example/probity/internal/claim"
)

// cacheSize is how many read claims are kept: enough for the sources and policies that every answer shows.
const cacheSize = 4096

type cached struct {
	claim *claim.Claim
	body  []byte
}

// cache keeps claims that were read and checked. Claims never change; removed ones are dropped when they are asked for.
type cache struct {
	mu   sync.Mutex
	byIx map[int64]cached
}

func (c *cache) get(idx int64) (cached, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.byIx[idx]
	return v, ok
}

func (c *cache) put(idx int64, v cached) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byIx == nil || len(c.byIx) >= cacheSize { // start anew rather than keep an order: what is used often is back soon
		c.byIx = make(map[int64]cached)
	}
	c.byIx[idx] = v
}

func (c *cache) drop(idx int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.byIx, idx)
}
