package main

import (
	"bufio"
	"math"
	"os"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"time"
)

// wake_latency, memory_per_task

const service = 100 * time.Microsecond
const load = 0.5
const hour = time.Hour

// One operation: from a thread's send until the waiting task runs. Sends come at fixed times whatever the tasks do; each task
// then computes for 100 us, so that the workers are busy half of the time.
func wakeLatency(r run) outcome {
	target := counted() + r.operations
	senders := make([]chan time.Time, r.operations)
	results := make(chan float64, r.operations)
	for i := range senders {
		channel := make(chan time.Time, 1)
		senders[i] = channel
		go func() {
			count()
			latency := time.Since(<-channel)
			compute(service)
			results <- float64(latency.Nanoseconds())
		}()
	}
	for counted() < target {
		runtime.Gosched()
	}
	sendInTime(senders, time.Duration(float64(service)/(load*float64(r.workers))))
	latencies := make([]float64, r.operations)
	for i := range latencies {
		latencies[i] = <-results
	}
	sort.Float64s(latencies)
	at := func(quantile float64) float64 { return latencies[int(math.Round(quantile*float64(len(latencies)-1)))] }
	return outcome{figures: map[string]float64{"p50": at(0.5), "p99": at(0.99), "p999": at(0.999)}}
}

func sendInTime(senders []chan time.Time, interval time.Duration) {
	due := time.Now()
	for _, sender := range senders {
		due = due.Add(interval)
		sleepThread(time.Until(due))
		sender <- time.Now()
	}
}

func compute(duration time.Duration) {
	for start := time.Now(); time.Since(start) < duration; {
	}
}

// The growth of the process's peak memory while size tasks sleep, per task.
func memoryPerTask(r run) outcome {
	before := statusBytes("VmRSS:")
	onWorker(func() {
		for begin := int64(0); begin < r.size; begin += chunk {
			part := min(chunk, r.size-begin)
			target := counted() + part
			for i := int64(0); i < part; i++ {
				go func() {
					count()
					time.Sleep(hour)
				}()
			}
			for counted() < target {
				runtime.Gosched()
			}
		}
	})
	grown := statusBytes("VmHWM:") - before
	return outcome{figures: map[string]float64{"bytes": grown / float64(r.size)}}
}

func statusBytes(field string) float64 {
	file, err := os.Open("/proc/self/status")
	if err != nil {
		panic(err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if words := strings.Fields(lines.Text()); words[0] == field {
			kilobytes, _ := strconv.ParseFloat(words[1], 64)
			return kilobytes * 1024
		}
	}
	panic("no " + field)
}
