package main

import (
	"runtime"
	"sync"
)

// semaphore, rwlock

const (
	permits       = 4
	turnsPerWrite = 10
)

// One operation: acquire one of four permits, yield, release; by size tasks. A channel is Go's semaphore.
func semaphore(r run) outcome {
	turns := r.operations / r.size
	onWorker(func() {
		var group sync.WaitGroup
		group.Add(int(r.size))
		taken := make(chan struct{}, permits)
		for i := int64(0); i < r.size; i++ {
			go func() {
				for turn := int64(0); turn < turns; turn++ {
					taken <- struct{}{}
					runtime.Gosched()
					<-taken
				}
				group.Done()
			}()
		}
		group.Wait()
		check(len(taken) == 0)
	})
	return outcome{}
}

// One operation: lock, read, unlock, and each tenth time add one instead; by size tasks.
func rwlock(r run) outcome {
	turns := r.operations / r.size
	onWorker(func() {
		var lock sync.RWMutex
		var group sync.WaitGroup
		group.Add(int(r.size))
		value := int64(0)
		for i := int64(0); i < r.size; i++ {
			go func() {
				seen := int64(0)
				for turn := int64(0); turn < turns; turn++ {
					if turn%turnsPerWrite == 0 {
						lock.Lock()
						value++
						lock.Unlock()
					} else {
						lock.RLock()
						if value > seen {
							seen = value
						}
						lock.RUnlock()
					}
				}
				check(seen <= r.operations)
				group.Done()
			}()
		}
		group.Wait()
		check(value == r.size*((turns+turnsPerWrite-1)/turnsPerWrite))
	})
	return outcome{}
}
