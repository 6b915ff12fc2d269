package main

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// timer_insert_cancel, sleep_100k, timeout_ready, timeout_yield

const long = 10 * time.Second
const live = time.Hour
const armed = 10_000 // so many at least, that arming the live set (which is not counted) leaves enough to measure
const limit = time.Second
const longestSleep = 50

// As many as other timers live, too: arming those brings a collection, which a few operations must not carry alone.
func asManyAsLive(size int64) int64 {
	if size > armed {
		return size
	}
	return armed
}

// One operation: arm a timer for ten seconds and cancel it, while size other timers are armed.
func timerInsertCancel(r run) outcome {
	var took time.Duration
	onWorker(func() {
		others := make([]*time.Timer, r.size)
		for i := range others {
			others[i] = time.NewTimer(live + time.Duration(i%60_000)*time.Millisecond)
		}
		start := time.Now()
		for i := int64(0); i < r.operations; i++ {
			time.NewTimer(long).Stop()
		}
		took = time.Since(start)
		for _, other := range others {
			other.Stop()
		}
	})
	return outcome{nanoseconds: took.Nanoseconds()}
}

// One operation: spawn a task that sleeps 1 to 50 ms, and await it; size at a time. Counted is the time beyond 50 ms.
func sleepMany(r run) outcome {
	rounds := r.operations / r.size
	start := time.Now()
	onWorker(func() {
		for round := int64(0); round < rounds; round++ {
			var group sync.WaitGroup
			group.Add(int(r.size))
			for i := int64(0); i < r.size; i++ {
				duration := time.Duration(1+i%longestSleep) * time.Millisecond
				go func() {
					time.Sleep(duration)
					group.Done()
				}()
			}
			group.Wait()
		}
	})
	ideal := longestSleep * time.Millisecond * time.Duration(rounds)
	return outcome{nanoseconds: (time.Since(start) - ideal).Nanoseconds()}
}

// One operation: a time limit around something that is ready at once.
func timeoutReady(r run) outcome {
	onWorker(func() {
		sum := int64(0)
		for i := int64(0); i < r.operations; i++ {
			sum += withLimit(func(ctx context.Context) int64 { return i })
		}
		check(sum == r.operations*(r.operations-1)/2)
	})
	return outcome{}
}

// One operation: a time limit around something that yields once.
func timeoutYield(r run) outcome {
	onWorker(func() {
		sum := int64(0)
		for i := int64(0); i < r.operations; i++ {
			sum += withLimit(func(ctx context.Context) int64 {
				runtime.Gosched()
				return i
			})
		}
		check(sum == r.operations*(r.operations-1)/2)
	})
	return outcome{}
}

// The operation would look at its context where it waits; that is how limits work in Go.
func withLimit(operation func(context.Context) int64) int64 {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	value := operation(ctx)
	check(ctx.Err() == nil)
	return value
}
