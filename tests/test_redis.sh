#!/bin/bash
# test_redis.sh - the plug-in that owns a connection, and a real server.
#
#   test_redis.sh BUILD/simul PROJECT
. "$(dirname "$0")/lib.sh"

plugin=$(dirname "$simul")/example_redis.so
redis=

cleanup()
{
	[ -z "$redis" ] || { kill "$redis"; wait "$redis"; } 2>/dev/null
}

PATH=$PATH:/usr/sbin:/sbin command -v redis-server >/dev/null || {
	echo "skipped: no redis-server here (redis-server)"
	exit 77
}

await_server()
{
	for _ in $(seq 200); do
		kill -0 "$redis" 2>/dev/null || return 1
		grep -qi 'ready to accept connections' redis.log && return 0
		sleep 0.1
	done
	return 1
}

# At a port outside of those that the kernel gives out; another may be free.
start()
{
	for port in $((20000 + RANDOM % 10000)) $((20000 + RANDOM % 10000)) \
		$((20000 + RANDOM % 10000)); do
		PATH=$PATH:/usr/sbin:/sbin redis-server --bind 127.0.0.1 \
			--port "$port" --save '' --appendonly no \
			>redis.log 2>&1 </dev/null &
		redis=$!
		await_server && return
		kill "$redis" 2>/dev/null
		wait "$redis" 2>/dev/null
		redis=
	done
	verdict "redis-server starts" "not at three ports"
	passed
	exit
}

refuses_what_is_not_there()
{
	try run "$plugin" --port 1 -n 3 -r 1 --warmup 0
	verdict "no server: status 1" "$([ "$status" -eq 1 ] || echo "$status")"
	holds "and the reason" "cannot connect to 127.0.0.1:1" ../err ../joined
}

start
refuses_what_is_not_there
ends 0 run "$plugin" --port "$port" -n 2000 -c 20 -m all -r 1 --warmup 0
says "every answer is right" "2000 values right in all $(models_here) samples"
ends 0 run "$plugin" --port "$port" -n 200 -c 20 -m all -r 1 --warmup 0 \
	--task-timeout 30s
says "and with a bound" "200 values right in all $(models_here) samples"
passed
