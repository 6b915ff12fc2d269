package main

import (
	"runtime"
	"sync"
)

// yield_1, yield_200, ping_pong, oneshot, async_call_suspending

// One operation: one yield; size tasks yield at a time.
func yieldMany(r run) outcome {
	yields := r.operations / r.size
	onWorker(func() {
		var group sync.WaitGroup
		group.Add(int(r.size))
		for i := int64(0); i < r.size; i++ {
			go func() {
				for turn := int64(0); turn < yields; turn++ {
					runtime.Gosched()
				}
				group.Done()
			}()
		}
		group.Wait()
	})
	return outcome{}
}

// One operation: spawn a task that spawns a partner, wakes it, and is woken by it; await the first. Two fresh oneshots.
func pingPong(r run) outcome {
	onWorker(func() {
		for i := int64(0); i < r.operations; i++ {
			done := make(chan struct{}, 1)
			go func() {
				ping, pong := make(chan int, 1), make(chan int, 1)
				go func() { pong <- <-ping }()
				ping <- 1
				<-pong
				done <- struct{}{}
			}()
			<-done
		}
	})
	return outcome{}
}

// One operation: create a oneshot, send, receive.
func oneshot(r run) outcome {
	onWorker(func() {
		sum := int64(0)
		for i := int64(0); i < r.operations; i++ {
			channel := newOneshot()
			channel <- i
			sum += <-channel
		}
		check(sum == r.operations*(r.operations-1)/2)
	})
	return outcome{}
}

// Kept on the heap, where a oneshot between two tasks would be.
//
//go:noinline
func newOneshot() chan int64 { return make(chan int64, 1) }

// One operation: await an async function that suspends once, by a yield.
func asyncCallSuspending(r run) outcome {
	onWorker(func() {
		sum := int64(0)
		for i := int64(0); i < r.operations; i++ {
			sum += suspending(i)
		}
		check(sum == r.operations*(r.operations-1)/2)
	})
	return outcome{}
}

func suspending(value int64) int64 {
	runtime.Gosched()
	return value
}
