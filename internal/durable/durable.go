// Package durable writes files so that they survive a crash of the machine: what it reports as written is on the disk,
// name and content, and a file that it replaces is either the old one or the new one, never a mixture.
package durable

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// TempPrefix begins the names of the temporary files that Write makes beside its target. A crash can leave one
// behind; it is never read and may be deleted.
const TempPrefix = ".tmp-"

// WriteFile is Write of data that is at hand.
func WriteFile(name string, data []byte, perm fs.FileMode) error {
	return Write(name, perm, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// Write puts what write writes in the file name, creating or replacing it in one step: a temporary file in the same directory is
// written, synced, renamed over name, and the directory synced. perm holds for the new file whatever the umask. If it
// returns an error, name holds its old content or, where only the last sync failed, the new one.
func Write(name string, perm fs.FileMode, write func(io.Writer) error) error {
	tmp, err := writeTemp(name, perm, write)
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	if err := os.Rename(tmp, name); err != nil {
		return errors.Join(fmt.Errorf("replacing %s: %w", name, err), os.Remove(tmp))
	}
	return SyncDir(filepath.Dir(name))
}

func writeTemp(name string, perm fs.FileMode, write func(io.Writer) error) (tmp string, err error) {
	f, err := os.CreateTemp(filepath.Dir(name), TempPrefix+filepath.Base(name)+"-*")
	if err != nil {
		return "", err
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := f.Chmod(perm); err != nil {
		return "", err
	}
	if err := write(f); err != nil {
		return "", err
	}
	return f.Name(), f.Sync()
}

// RemoveFile deletes the file name durably. A file that is not there is no error.
func RemoveFile(name string) error {
	if err := os.Remove(name); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return fmt.Errorf("removing %s: %w", name, err)
	}
	return SyncDir(filepath.Dir(name))
}

// MkdirAll makes the directory dir and the parents it lacks, and syncs each parent in which it made one.
func MkdirAll(dir string, perm fs.FileMode) error {
	if fi, err := os.Stat(dir); err == nil {
		if !fi.IsDir() {
			return fmt.Errorf("making directory %s: a file has that name", dir)
		}
		return nil
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := MkdirAll(parent, perm); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, perm); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("making directory %s: %w", dir, err)
	}
	return SyncDir(parent)
}

// SyncDir makes the names in dir durable: files created, renamed and removed there before the call.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("opening directory %s to sync it: %w", dir, err)
	}
	if err := d.Sync(); err != nil {
		return errors.Join(fmt.Errorf("syncing directory %s: %w", dir, err), d.Close())
	}
	return d.Close()
}

// SyncFile makes the content of an existing file durable, but not its name: see SyncDir.
func SyncFile(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("opening %s to sync it: %w", name, err)
	}
	if err := f.Sync(); err != nil {
		return errors.Join(fmt.Errorf("syncing %s: %w", name, err), f.Close())
	}
	return f.Close()
}

// IsTemp reports whether a file of that name is a temporary one that Write left behind.
func IsTemp(name string) bool {
	return strings.HasPrefix(filepath.Base(name), TempPrefix)
}
