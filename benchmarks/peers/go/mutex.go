package main

import (
	"runtime"
	"sync"
)

// mutex_uncontended, mutex_contended, mutex_across_await

// One operation: lock, add one, unlock; by size tasks.
func mutex(r run) outcome {
	turns := r.operations / r.size
	onWorker(func() {
		var lock sync.Mutex
		var group sync.WaitGroup
		value := int64(0)
		group.Add(int(r.size))
		for i := int64(0); i < r.size; i++ {
			go func() {
				for turn := int64(0); turn < turns; turn++ {
					lock.Lock()
					value++
					lock.Unlock()
				}
				group.Done()
			}()
		}
		group.Wait()
		check(value == r.operations)
	})
	return outcome{}
}

// One operation: lock, add one, yield, unlock; by size tasks.
func mutexAcrossAwait(r run) outcome {
	turns := r.operations / r.size
	onWorker(func() {
		var lock sync.Mutex
		var group sync.WaitGroup
		value := int64(0)
		group.Add(int(r.size))
		for i := int64(0); i < r.size; i++ {
			go func() {
				for turn := int64(0); turn < turns; turn++ {
					lock.Lock()
					value++
					runtime.Gosched()
					lock.Unlock()
				}
				group.Done()
			}()
		}
		group.Wait()
		check(value == r.operations)
	})
	return outcome{}
}
