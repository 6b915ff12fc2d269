package main

import "runtime"

// Not rows of the table, but questions about where the program runs.

// How many processors the runtime sees.
func processors(run) outcome {
	return outcome{figures: map[string]float64{"processors": float64(runtime.NumCPU())}}
}
