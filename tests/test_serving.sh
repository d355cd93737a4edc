#!/bin/bash
# test_serving.sh - the workload `server` and clients that are not ours.
#
#   test_serving.sh BUILD/simul PROJECT
. "$(dirname "$0")/lib.sh"
export no_proxy='*'

serving=

cleanup()
{
	[ -z "$serving" ] || kill "$serving" 2>/dev/null
}

# serve MODEL ARGUMENT...: sets serving and port, when it answers.
serve()
{
	local model=$1

	shift
	for _ in 1 2 3; do
		port=$((20000 + RANDOM % 10000))
		timeout -k 5 120 "$simul" run server --port "$port" -q \
			--duration 60s -c 32 -r 1 --warmup 0 -m "$model" "$@" \
			>../served 2>&1 </dev/null &
		serving=$!
		for _ in $(seq 100); do
			curl -s -o /dev/null -m 5 \
				"http://127.0.0.1:$port/" && return
			kill -0 "$serving" 2>/dev/null || break
			sleep 0.1
		done
		kill "$serving" 2>/dev/null
		wait "$serving"
	done
	verdict "$model serves" "not at three ports"
	passed
	exit
}

# Ctrl-C ends it, though clients may be silent.
stop()
{
	local why=

	kill -INT "$(pgrep -P "$serving")"
	wait "$serving"
	[ $? -eq 130 ] || why="status $?"
	serving=
	grep -q "tasks failed\|wrong" ../served && why="something failed"
	verdict "$1: ends at an interrupt, without a failure" "$why"
}

# asks WHAT PATTERN COMMAND...: its output has a line of this pattern.
asks()
{
	local what=$1 pattern=$2

	shift 2
	command -v "$1" >/dev/null || { echo "no $1 here"; return; }
	timeout -k 5 60 "$@" >../out 2>../err </dev/null
	verdict "$what" "$(grep -qE -- "$pattern" ../out || echo "no $pattern")"
}

gives_the_content_that_is_asked_for()
{
	local url=http://127.0.0.1:$port why=

	curl -s -m 20 -o a "$url/0" -o b "$url/251" -o c "$url/1"
	[ "$(stat -c %s a)" = 1024 ] || why="size"
	cmp -s a b || why="251 is other than 0"
	cmp -s <(tail -c +2 a) <(head -c 1023 c) || why="1 is not one on"
	verdict "$1: curl gets the content" "$why"
	why=$(printf 'hello\r\n\r\n' | timeout 20 bash -c \
		"exec 3<>/dev/tcp/127.0.0.1/$port; cat >&3; cat <&3" |
		head -1 | tr -d '\r')
	verdict "$1: what is no HTTP gets a 400" \
		"${why##HTTP/1.1 400 Bad Request}"
}

strangers_are_served()
{
	local url=http://127.0.0.1:$port/7

	gives_the_content_that_is_asked_for "$1"
	asks "$1: ab" "^Failed requests: +0$" ab -q -n 200 -c 5 "$url"
	asks "$1: ab -k" "^Failed requests: +0$" ab -q -k -n 200 -c 5 "$url"
	asks "$1: h2load" "200 succeeded, 0 failed, 0 errored" \
		h2load --h1 -n 200 -c 5 "$url"
	asks "$1: wrk" "requests in" wrk -t 1 -c 10 -d 1s "$url"
	verdict "$1: wrk, without errors" \
		"$(grep -E "Socket errors|Non-2xx" ../out)"
}

refusals()
{
	refuses "can't be run at a '--rate'" run server --rate 10
	refuses "step 2: 'server' can 'compute' and 'sleep'" run server \
		--steps "sleep 1ms, fetch 1KiB"
	refuses "step 1: 'slep 1ms'" run server --steps "slep 1ms"
	refuses "'--protocol'" run server --protocol gopher
}

a_port_that_is_taken_fails_the_sample()
{
	try run server --port "$port" --duration 1s -m serial -r 1 --warmup 0
	verdict "status 1" "$([ "$status" -eq 1 ] || echo "$status")"
	says "and the reason" "cannot listen on 127.0.0.1:$port"
}

the_time_ends_it_without_any_client()
{
	local model

	for model in threads processes async processes+async; do
		try run server --port $((20000 + RANDOM % 10000)) -c 4 \
			--duration 100ms -m $model -r 1 --warmup 0
		says "$model ends" "the time was up before any task began"
	done
}

refusals
the_time_ends_it_without_any_client
for model in threads processes async threads+async; do
	serve "$model"
	strangers_are_served "$model"
	[ "$model" != async ] || a_port_that_is_taken_fails_the_sample
	stop "$model"
done
passed
