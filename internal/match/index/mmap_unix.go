//go:build unix

package index

import (
	"os"
	"syscall"
)

// mapFile maps a file into memory; unmap is nil if there is nothing to undo.
func mapFile(f *os.File) (data []byte, unmap func(), err error) {
	fi, err := f.Stat()
	if err != nil || fi.Size() == 0 {
		return nil, nil, err
	}
	data, err = syscall.Mmap(int(f.Fd()), 0, int(fi.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, nil, err
	}
	return data, func() { _ = syscall.Munmap(data) }, nil
}
