package witness

// MaxSmall is how many small requests are read at the same time.
const MaxSmall = maxSmall

// SetHook sets what is called at each step of keeping a state; an error stops there.
func (w *Witness) SetHook(hook func(step string) error) { w.hook = hook }
