package main

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// scope_4, for_each_async

const atATime = 8

// What errgroup does: goroutines that belong together, of which the first error cancels the context of the others.
type errorGroup struct {
	cancel  context.CancelFunc
	waiting sync.WaitGroup
	once    sync.Once
	err     error
}

func newErrorGroup(parent context.Context) (*errorGroup, context.Context) {
	ctx, cancel := context.WithCancel(parent)
	return &errorGroup{cancel: cancel}, ctx
}

func (g *errorGroup) spawn(body func() error) {
	g.waiting.Add(1)
	go func() {
		defer g.waiting.Done()
		if err := body(); err != nil {
			g.once.Do(func() {
				g.err = err
				g.cancel()
			})
		}
	}()
}

func (g *errorGroup) wait() error {
	g.waiting.Wait()
	g.cancel()
	return g.err
}

// One operation: open a scope with four children that each yield once, and wait for their end.
func scopeOfFour(r run) outcome {
	onWorker(func() {
		for i := int64(0); i < r.operations; i++ {
			group, _ := newErrorGroup(context.Background())
			for child := 0; child < 4; child++ {
				group.spawn(func() error {
					runtime.Gosched()
					return nil
				})
			}
			check(group.wait() == nil)
		}
	})
	return outcome{}
}

// One operation: one item of size, which yields once; 8 workers.
func forEach(r run) outcome {
	onWorker(func() {
		for done := int64(0); done < r.operations; done += r.size {
			sum := int64(0)
			items := make(chan int64, atATime)
			group, ctx := newErrorGroup(context.Background())
			for worker := 0; worker < atATime; worker++ {
				group.spawn(func() error {
					for item := range items {
						runtime.Gosched()
						atomic.AddInt64(&sum, item)
					}
					return nil
				})
			}
			for item := int64(0); item < r.size; item++ {
				select {
				case items <- item:
				case <-ctx.Done():
				}
			}
			close(items)
			check(group.wait() == nil)
			check(sum == r.size*(r.size-1)/2)
		}
	})
	return outcome{}
}
