// sleepers.go - N goroutines, each of which sleeps once: see sleepers.c.
package main

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

var sum, inFlight, most int64

func sleeper(number int64, pause time.Duration, done *sync.WaitGroup) {
	now := atomic.AddInt64(&inFlight, 1)
	for seen := atomic.LoadInt64(&most); now > seen; seen = atomic.LoadInt64(&most) {
		if atomic.CompareAndSwapInt64(&most, seen, now) {
			break
		}
	}
	time.Sleep(pause)
	atomic.AddInt64(&sum, number)
	atomic.AddInt64(&inFlight, -1)
	done.Done()
}

func main() {
	n, err1 := strconv.ParseInt(os.Args[1], 10, 64)
	ms, err2 := strconv.ParseInt(os.Args[2], 10, 64)
	if err1 != nil || err2 != nil {
		fmt.Fprintln(os.Stderr, "usage: sleepers N MS")
		os.Exit(2)
	}
	var done sync.WaitGroup
	done.Add(int(n))
	for i := int64(0); i < n; i++ {
		go sleeper(i, time.Duration(ms)*time.Millisecond, &done)
	}
	done.Wait()
	if sum != n*(n-1)/2 {
		fmt.Fprintln(os.Stderr, "sleepers: the sum is", sum)
		os.Exit(1)
	}
	fmt.Printf("tasks=%d in_flight=%d\n", n, most)
}
