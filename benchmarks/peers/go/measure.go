package main

import (
	"encoding/json"
	"math"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// What a row says about its run. Nanoseconds is there (above zero) when the row times itself.
type outcome struct {
	nanoseconds int64
	figures     map[string]float64
}

type run struct {
	workers    int
	operations int64
	size       int64
}

type answer struct {
	Ops     int64              `json:"ops"`
	WallNs  int64              `json:"wall_ns"`
	CPUNs   int64              `json:"cpu_ns"`
	Bytes   *uint64            `json:"bytes"`
	GC      []uint32           `json:"gc"`
	Figures map[string]float64 `json:"figures"`
}

type measuring struct {
	workers                 int
	nanosecondsPerOperation map[string]float64
}

func newMeasuring(workers int) *measuring {
	return &measuring{workers, map[string]float64{}}
}

func (m *measuring) answer(line string) string {
	words := strings.Fields(line)
	if len(words) < 3 || len(words) > 4 || (len(words) == 4 && words[3] != "first") {
		return failure("expected: ROW MILLIS SIZE [first]")
	}
	millis, err1 := strconv.ParseInt(words[1], 10, 64)
	size, err2 := strconv.ParseInt(words[2], 10, 64)
	if err1 != nil || err2 != nil {
		return failure("not a number")
	}
	found, ok := findRow(words[0])
	if !ok {
		return failure("no such row")
	}
	measure := m.measure
	if len(words) == 4 {
		measure = m.measureFirst
	}
	text, _ := json.Marshal(measure(found, millis, size))
	return string(text)
}

func (m *measuring) measure(r row, millis int64, size int64) answer {
	window := float64(millis) * 1e6
	operations := r.whole(1, size)
	if known, ok := m.nanosecondsPerOperation[r.name]; ok {
		operations = r.whole(window/known, size)
	}
	for {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		cpu := cpuNanoseconds()
		start := time.Now()
		result := r.run(run{m.workers, operations, size})
		wall := time.Since(start).Nanoseconds()
		cpu = cpuNanoseconds() - cpu
		runtime.ReadMemStats(&after)
		perOperation := float64(wall) / float64(operations)
		m.nanosecondsPerOperation[r.name] = perOperation
		wanted := r.whole(window/perOperation, size)
		if r.once || float64(wall) >= window/2 || wanted <= operations {
			if result.nanoseconds > 0 {
				wall = result.nanoseconds
			}
			bytes := after.TotalAlloc - before.TotalAlloc
			return answer{operations, wall, cpu, &bytes, []uint32{after.NumGC - before.NumGC}, result.figures}
		}
		operations = min(wanted, operations*100) // the first runs are cold, and say too little
	}
}

// A cold window has at least so many runs, but for a row whose granule is longer.
const firstSteps = 50

// All operations from the first on. They are done in short runs, each up to twice as long as the one before, as nobody knows
// yet how many fit into the window.
func (m *measuring) measureFirst(r row, millis int64, size int64) answer {
	window := time.Duration(millis) * time.Millisecond
	step := float64(window.Nanoseconds()) / firstSteps
	operations := r.whole(1, size)
	total, nanoseconds := int64(0), int64(0)
	var result outcome
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cpu := cpuNanoseconds()
	start := time.Now()
	for {
		begun := time.Now()
		result = r.run(run{m.workers, operations, size})
		wall := time.Since(begun).Nanoseconds()
		total += operations
		if result.nanoseconds > 0 {
			nanoseconds += result.nanoseconds
		} else {
			nanoseconds += wall
		}
		if r.once || time.Since(start) >= window {
			break
		}
		operations = r.whole(math.Min(step/float64(wall), 2)*float64(operations), size)
	}
	cpu = cpuNanoseconds() - cpu
	runtime.ReadMemStats(&after)
	bytes := after.TotalAlloc - before.TotalAlloc
	return answer{total, nanoseconds, cpu, &bytes, []uint32{after.NumGC - before.NumGC}, result.figures}
}

func (r row) whole(operations float64, size int64) int64 {
	granule := r.granule(size)
	if r.once {
		return granule
	}
	return int64(math.Max(1, math.Round(operations/float64(granule)))) * granule
}

func failure(message string) string {
	return `{"error":"` + message + `"}`
}

func cpuNanoseconds() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}
