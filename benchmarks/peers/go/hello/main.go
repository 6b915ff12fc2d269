// Yields to the scheduler once, says hello and ends.
package main

import (
	"fmt"
	"runtime"
)

func main() {
	runtime.Gosched()
	fmt.Println("hello")
}
