package main

// fib_20, skynet

const children = 10

// The number of spawns in fib(n).
func fibSpawns(n int64) int64 {
	if n < 2 {
		return 0
	}
	return 1 + fibSpawns(n-1) + fibSpawns(n-2)
}

func fibOf(n int64) int64 {
	if n < 2 {
		return n
	}
	return fibOf(n-1) + fibOf(n-2)
}

// One operation: one spawn and join in fib(size), which spawns fib(n - 1) and calls fib(n - 2).
func fib(r run) outcome {
	onWorker(func() {
		for done := int64(0); done < r.operations; done += fibSpawns(r.size) {
			check(fork(r.size) == fibOf(r.size))
		}
	})
	return outcome{}
}

func fork(n int64) int64 {
	if n < 2 {
		return n
	}
	other := make(chan int64, 1)
	go func() { other <- fork(n - 1) }()
	own := fork(n - 2)
	return own + <-other
}

// The number of tasks in a tree with so many leaves, each inner one with ten children.
func skynetTasks(leaves int64) int64 {
	if leaves == 1 {
		return 1
	}
	return 1 + children*skynetTasks(leaves/children)
}

// One operation: one task of a tree with size leaves, each with ten children, which sums up the leaves' numbers.
func skynet(r run) outcome {
	onWorker(func() {
		for done := int64(0); done < r.operations; done += skynetTasks(r.size) {
			result := make(chan int64, 1)
			go node(result, 0, r.size)
			check(<-result == r.size*(r.size-1)/2)
		}
	})
	return outcome{}
}

func node(result chan<- int64, number int64, leaves int64) {
	if leaves == 1 {
		result <- number
		return
	}
	share := leaves / children
	results := make(chan int64, children) // one channel for all ten: Go's way, and cheaper than ten
	for i := int64(0); i < children; i++ {
		go node(results, number+i*share, share)
	}
	sum := int64(0)
	for i := 0; i < children; i++ {
		sum += <-results
	}
	result <- sum
}
