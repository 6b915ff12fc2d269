package main

import (
	"sync"
	"sync/atomic"
)

// notify, broadcast, watch (no counterpart), request_roundtrip

// One operation: notify another task, which notifies back.
func notify(r run) outcome {
	onWorker(func() {
		ping, pong := make(chan struct{}, 1), make(chan struct{}, 1)
		go func() {
			for i := int64(0); i < r.operations; i++ {
				<-ping
				pong <- struct{}{}
			}
		}()
		for i := int64(0); i < r.operations; i++ {
			ping <- struct{}{}
			<-pong
		}
	})
	return outcome{}
}

// One operation: send an item that size tasks receive; the last of them wakes the sender. Go has no broadcast, so each
// receiver has a channel.
func broadcast(r run) outcome {
	onWorker(func() {
		var group sync.WaitGroup
		group.Add(int(r.size))
		received := make(chan struct{}, 1)
		left := r.size
		channels := make([]chan int64, r.size)
		for i := range channels {
			own := make(chan int64, capacity)
			channels[i] = own
			go func() {
				for item := int64(0); item < r.operations; item++ {
					check(<-own == item)
					if atomic.AddInt64(&left, -1) == 0 {
						atomic.StoreInt64(&left, r.size)
						received <- struct{}{}
					}
				}
				group.Done()
			}()
		}
		for item := int64(0); item < r.operations; item++ {
			for _, channel := range channels {
				channel <- item
			}
			<-received
		}
		group.Wait()
	})
	return outcome{}
}

type request struct {
	value  int64
	answer chan int64
}

// One operation: send a request to another task, and await its answer.
func requestRoundtrip(r run) outcome {
	onWorker(func() {
		requests := make(chan request, capacity)
		go func() {
			for i := int64(0); i < r.operations; i++ {
				next := <-requests
				next.answer <- next.value
			}
		}()
		sum := int64(0)
		for i := int64(0); i < r.operations; i++ {
			answer := make(chan int64, 1)
			requests <- request{i, answer}
			sum += <-answer
		}
		check(sum == sumBelow(r.operations))
	})
	return outcome{}
}
