package main

// mpsc_pingpong, mpsc_stream, mpsc_stream_4, mpmc_stream, rendezvous, select_2 (mpsc_unbounded has no counterpart)

const capacity = 128

// One operation: an item to another task and back, through two channels of capacity 1.
func mpscPingPong(r run) outcome {
	onWorker(func() {
		ping, pong := make(chan int64, 1), make(chan int64, 1)
		go func() {
			for i := int64(0); i < r.operations; i++ {
				pong <- <-ping
			}
		}()
		sum := int64(0)
		for i := int64(0); i < r.operations; i++ {
			ping <- i
			sum += <-pong
		}
		check(sum == sumBelow(r.operations))
	})
	return outcome{}
}

// One operation: send and receive an item; size tasks send to one.
func mpscStream(r run) outcome { return streaming(r, capacity) }

// One operation: hand an item from one task to another.
func rendezvous(r run) outcome { return streaming(r, 0) }

func streaming(r run, capacity int) outcome {
	turns := r.operations / r.size
	onWorker(func() {
		channel := make(chan int64, capacity)
		for i := int64(0); i < r.size; i++ {
			go sendAll(channel, turns)
		}
		sum := int64(0)
		for i := int64(0); i < r.operations; i++ {
			sum += <-channel
		}
		check(sum == r.size*sumBelow(turns))
	})
	return outcome{}
}

// One operation: send and receive an item; size tasks send, as many receive.
func mpmcStream(r run) outcome {
	turns := r.operations / r.size
	onWorker(func() {
		channel, sums := make(chan int64, capacity), make(chan int64, r.size)
		for i := int64(0); i < r.size; i++ {
			go sendAll(channel, turns)
			go func() {
				sum := int64(0)
				for turn := int64(0); turn < turns; turn++ {
					sum += <-channel
				}
				sums <- sum
			}()
		}
		total := int64(0)
		for i := int64(0); i < r.size; i++ {
			total += <-sums
		}
		check(total == r.size*sumBelow(turns))
	})
	return outcome{}
}

// One operation: receive an item from whichever of two channels has one; each has a task that sends.
func selectOfTwo(r run) outcome {
	turns := r.operations / 2
	onWorker(func() {
		left, right := make(chan int64, capacity), make(chan int64, capacity)
		go sendAll(left, turns)
		go sendAll(right, turns)
		sum := int64(0)
		for i := int64(0); i < r.operations; i++ {
			select {
			case item := <-left:
				sum += item
			case item := <-right:
				sum += item
			}
		}
		check(sum == 2*sumBelow(turns))
	})
	return outcome{}
}

func sendAll(channel chan<- int64, turns int64) {
	for turn := int64(0); turn < turns; turn++ {
		channel <- turn
	}
}

func sumBelow(count int64) int64 { return count * (count - 1) / 2 }
