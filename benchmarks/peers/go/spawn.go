package main

import "runtime"

// spawn_local, spawn_remote, spawn_join, chained_spawn

const chunk = 10_000
const chain = 1000

// One operation: a task spawns an empty detached one.
func spawnLocal(r run) outcome {
	onWorker(func() {
		for done := int64(0); done < r.operations; done += chunk {
			target := counted() + chunk
			for i := 0; i < chunk; i++ {
				go count()
			}
			for counted() < target {
				runtime.Gosched()
			}
		}
	})
	return outcome{}
}

// One operation: a thread outside of the runtime spawns an empty detached task.
func spawnRemote(r run) outcome {
	for done := int64(0); done < r.operations; done += chunk {
		target := counted() + chunk
		for i := 0; i < chunk; i++ {
			go count()
		}
		for counted() < target {
			runtime.Gosched()
		}
	}
	return outcome{}
}

// One operation: spawn a task that returns a number, and await it; ten thousand are spawned before the first is awaited.
func spawnJoin(r run) outcome {
	onWorker(func() {
		results := make([]chan int, chunk)
		for done := int64(0); done < r.operations; done += chunk {
			for i := range results {
				i, result := i, make(chan int, 1)
				results[i] = result
				go func() { result <- i }()
			}
			sum := 0
			for _, result := range results {
				sum += <-result
			}
			check(sum == chunk*(chunk-1)/2)
		}
	})
	return outcome{}
}

// One operation: a task spawns its successor and ends; a chain has a thousand of them.
func chainedSpawn(r run) outcome {
	onWorker(func() {
		for ended := int64(0); ended < r.operations; ended += chain {
			done := make(chan struct{}, 1)
			go link(chain-1, done)
			<-done
		}
	})
	return outcome{}
}

func link(left int, done chan struct{}) {
	if left == 0 {
		done <- struct{}{}
	} else {
		go link(left-1, done)
	}
}
