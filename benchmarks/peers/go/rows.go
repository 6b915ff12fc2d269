package main

// The rows in the order of the table. Each group has a file of the same name in every peer.

type row struct {
	name    string
	granule func(size int64) int64 // a run does a multiple of so many operations
	once    bool                   // the row does one granule, however long that takes
	run     func(run) outcome
}

func each(count int64) func(int64) int64 {
	return func(int64) int64 { return count }
}

func bySize(size int64) int64 { return size }

var rows = []row{
	{"spawn_local", each(chunk), false, spawnLocal},
	{"spawn_remote", each(chunk), false, spawnRemote},
	{"spawn_join", each(chunk), false, spawnJoin},
	{"chained_spawn", each(chain), false, chainedSpawn},
	{"yield_1", bySize, false, yieldMany},
	{"yield_200", bySize, false, yieldMany},
	{"ping_pong", each(1), false, pingPong},
	{"oneshot", each(1), false, oneshot},
	{"async_call_suspending", each(1), false, asyncCallSuspending},
	{"mutex_uncontended", bySize, false, mutex},
	{"mutex_contended", bySize, false, mutex},
	{"mutex_across_await", bySize, false, mutexAcrossAwait},
	{"semaphore", bySize, false, semaphore},
	{"rwlock", bySize, false, rwlock},
	{"mpsc_pingpong", each(1), false, mpscPingPong},
	{"mpsc_stream", bySize, false, mpscStream},
	{"mpsc_stream_4", bySize, false, mpscStream},
	// mpsc_unbounded: every channel of Go has a bound.
	{"mpmc_stream", bySize, false, mpmcStream},
	{"rendezvous", bySize, false, rendezvous},
	{"select_2", each(2), false, selectOfTwo},
	{"notify", each(1), false, notify},
	{"broadcast", each(1), false, broadcast},
	// watch: Go has none.
	{"request_roundtrip", each(1), false, requestRoundtrip},
	{"timer_insert_cancel", asManyAsLive, false, timerInsertCancel},
	// delay_queue: Go has none.
	{"sleep_100k", bySize, false, sleepMany},
	{"timeout_ready", each(1), false, timeoutReady},
	{"timeout_yield", each(1), false, timeoutYield},
	{"fib_20", fibSpawns, false, fib},
	{"skynet", skynetTasks, false, skynet},
	{"scope_4", each(1), false, scopeOfFour},
	{"for_each_async", bySize, false, forEach},
	// blocking_handoff: a goroutine may block anywhere, there is nothing to hand over.
	{"foreign_wake", each(1), false, foreignWake},
	{"block_on_empty", each(1), false, blockOnEmpty},
	// runtime_start_stop: a Go program has one runtime, which starts and ends with it.
	{"wake_latency", each(1), false, wakeLatency},
	{"memory_per_task", bySize, true, memoryPerTask},
	{"spawn_100k", bySize, true, spawnJoin},
	{"processors", each(1), true, processors},
}

func findRow(name string) (row, bool) {
	for _, candidate := range rows {
		if candidate.name == name {
			return candidate, true
		}
	}
	return row{}, false
}

// Runs the row's root as a goroutine of the workers, while the locked thread waits.
func onWorker(root func()) {
	done := make(chan struct{})
	go func() {
		root()
		close(done)
	}()
	<-done
}

func check(ok bool) {
	if !ok {
		panic("a row gave a wrong result")
	}
}
