// N downloads by net/http in K goroutines.
//
//	goroutines URL N K
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

func download(client *http.Client, url string) int64 {
	answer, err := client.Get(url)
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		log.Fatal(answer.Status)
	}
	got, err := io.Copy(io.Discard, answer.Body)
	if err != nil {
		log.Fatal(err)
	}
	return got
}

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: goroutines URL N K")
	}
	n, _ := strconv.ParseInt(os.Args[2], 10, 64)
	k, _ := strconv.Atoi(os.Args[3])
	client := &http.Client{
		Transport: &http.Transport{MaxIdleConnsPerHost: k},
		Timeout:   time.Minute,
	}
	var next, got atomic.Int64
	var all sync.WaitGroup

	start := time.Now()
	for i := 0; i < k; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for next.Add(1) <= n {
				got.Add(download(client, os.Args[1]))
			}
		}()
	}
	all.Wait()
	fmt.Printf("wall_us=%d bytes=%d\n", time.Since(start).Microseconds(),
		got.Load())
}
