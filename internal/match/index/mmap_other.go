//go:build !unix

package index

import (
	"io"
	"os"
)

// mapFile reads a file into memory where it cannot be mapped.
func mapFile(f *os.File) (data []byte, unmap func(), err error) {
	data, err = io.ReadAll(f)
	return data, nil, err
}
