// The Go side of the comparison: reads "ROW MILLIS SIZE" per line, answers with one line of JSON each.
package main

import (
	"bufio"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strconv"
)

func main() {
	signal.Ignore(os.Interrupt) // Ctrl+C is for the orchestrator, which closes stdin
	workers := workersArgument()
	runtime.GOMAXPROCS(workers)
	runtime.LockOSThread() // the rows' thread outside of the tasks; the nearest thing that Go has to a foreign one
	measuring := newMeasuring(workers)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fmt.Println(measuring.answer(lines.Text()))
	}
}

func workersArgument() int {
	if len(os.Args) == 3 && os.Args[1] == "--workers" {
		if workers, err := strconv.Atoi(os.Args[2]); err == nil && workers > 0 {
			return workers
		}
	}
	fmt.Fprintln(os.Stderr, "usage: go-peer --workers W")
	os.Exit(2)
	return 0
}
