package main

import (
	"syscall"
	"time"
)

// foreign_wake, block_on_empty (blocking_handoff and runtime_start_stop have no counterpart in Go)

// Long enough for every worker to stop spinning and park.
const pause = time.Millisecond

// One operation: from a thread's send until the task that waits for it runs; all workers were parked.
func foreignWake(r run) outcome {
	total := time.Duration(0)
	for i := int64(0); i < r.operations; i++ {
		channel := make(chan time.Time, 1)
		result := make(chan time.Duration, 1)
		go func() { result <- time.Since(<-channel) }()
		sleepThread(pause)
		channel <- time.Now()
		total += <-result
	}
	return outcome{nanoseconds: total.Nanoseconds()}
}

// time.Sleep would put the goroutine to sleep, and this is about a thread.
func sleepThread(duration time.Duration) {
	if duration <= 0 {
		return
	}
	wait := syscall.NsecToTimespec(duration.Nanoseconds())
	_ = syscall.Nanosleep(&wait, nil)
}

// One operation: a thread has a worker run an empty task, and blocks until it has ended.
func blockOnEmpty(r run) outcome {
	for i := int64(0); i < r.operations; i++ {
		done := make(chan struct{}, 1)
		go func() { done <- struct{}{} }()
		<-done
	}
	return outcome{}
}
