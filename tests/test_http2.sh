#!/bin/bash
# test_http2.sh - downloads over HTTP/2 from nghttpx in front of `simul serve`.
#
#   test_http2.sh BUILD/simul PROJECT
#
# nghttpx notes the client's port of each request, so that requests, streams
# that is, can be counted by connection.
. "$(dirname "$0")/lib.sh"

PATH=$PATH:/usr/sbin
for command in nghttpx openssl; do
	command -v $command >/dev/null || {
		echo "skipped: no $command here"
		exit 77
	}
done

proxy=
cleanup()
{
	[ -z "$proxy" ] || kill "$proxy"
}

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
	-keyout key.pem -out cert.pem -days 2 -subj /CN=simul \
	-addext subjectAltName=IP:127.0.0.1 2>../err
start_server

# The proxy can't choose ports itself, so these may be taken: try others.
start_proxy() # ARGUMENT...
{
	local i

	for i in $(seq 20); do
		tls=$((20000 + RANDOM % 12000))
		plain=$((tls + 1))
		timeout -k 5 300 nghttpx --conf=/dev/null --no-ocsp \
			--workers=1 --single-process \
			-b "127.0.0.1,${url##*:}" -f "127.0.0.1,$tls" \
			-f "127.0.0.1,$plain;no-tls" \
			--accesslog-file="$PWD/access.log" \
			--accesslog-format='$remote_port $status' "$@" \
			key.pem cert.pem >../proxy 2>&1 &
		proxy=$!
		listens && return
		wait "$proxy"
	done
	verdict "nghttpx starts" "$(tail -3 ../proxy | tr '\n' ' ')"
	passed
	exit 1
}

# Until it listens; fails if it has ended.
listens()
{
	local i

	for i in $(seq 100); do
		kill -0 "$proxy" 2>/dev/null || return 1
		! (: <"/dev/tcp/127.0.0.1/$plain") 2>/dev/null || return 0
		sleep 0.1
	done
	return 1
}

stop_proxy()
{
	kill "$proxy"
	wait "$proxy"
	proxy=
}

# fetches MODEL K N URL ARGUMENT...: sets connections, and most: the requests
# over one of them.
fetches()
{
	local model=$1 k=$2 n=$3 from=$4

	shift 4
	: >access.log
	try run download --url "$from" -m "$model" -c "$k" -n "$n" -r 1 \
		--warmup 0 -q --cacert cert.pem --timeout 20s "$@"
	# The log is written after the answer.
	for _ in $(seq 50); do
		[ "$(wc -l <access.log)" -lt "$n" ] || break
		sleep 0.1
	done
	connections=$(cut -d' ' -f1 access.log | sort -u | wc -l)
	most=$(cut -d' ' -f1 access.log | sort | uniq -c | sort -n |
		awk '{ n = $1 } END { print n }')
}

# expect WHAT CONNECTIONS MOST
expect()
{
	local why=

	[ "$status" -eq 0 ] || why="status $status"
	[ "$connections" -eq "$2" ] || why+=" $connections connections, not $2"
	[ "$most" -ge "$3" ] || why+=" $most requests over one, not $3"
	verdict "$1: $2 connections" "$why"
}

start_proxy
slow="https://127.0.0.1:$tls/bytes/1000?latency_us=20000"

# An event loop's lanes share connections, 32 lanes each at most; workers that
# block have one each.
fetches serial 1 10 "$slow" --http 2
expect "HTTP/2, serial" 1 10
fetches threads 8 80 "$slow" --http 2
expect "HTTP/2, threads, K = 8" 8 2
fetches processes 8 80 "$slow" --http 2
expect "HTTP/2, processes, K = 8" 8 2
fetches async 32 320 "$slow" --http 2
expect "HTTP/2, async, K = 32" 1 320
fetches async 64 320 "$slow" --http 2
expect "HTTP/2, async, K = 64" 2 160
fetches threads+async 32 320 "$slow" --http 2 -w 2
expect "HTTP/2, threads+async, K = 32" 2 100
fetches processes+async 32 320 "$slow" --http 2 -w 2
expect "HTTP/2, processes+async, K = 32" 2 100
fetches async 8 80 "$slow" --http 1.1
expect "HTTP/1.1, async, K = 8" 8 2

# All of a connection's streams at once, or this would take 6.4 s.
fetches async 32 32 "https://127.0.0.1:$tls/bytes/10?latency_us=200000" \
	--http 2 --deadline 3s
expect "32 streams at a time" 1 32

# Known of libcurl 7.88: it doesn't use such a connection again. 8 reuses them,
# so that no more than a connection each is what holds for both.
for model in serial threads processes async; do
	fetches $model 8 80 "http://127.0.0.1:$plain/bytes/1000" \
		--http 2-prior-knowledge
	why=
	[ "$status" -eq 0 ] || why="status $status"
	verdict "prior knowledge, $model: $connections connections" "$why"
done

same_answers()
{
	try run download --url "https://127.0.0.1:$tls/bytes/100000" \
		--url "https://127.0.0.1:$tls/bytes/3" --http 2 \
		--cacert cert.pem -n 60 -c 6 -m all -r 2 -q
	ends_well "the same answers under every model"
}

ends_well() # WHAT
{
	if [ "$status" -ne 0 ] || grep -q "NOT the same" ../joined; then
		verdict "$1" "status $status"
	else
		verdict "$1" ""
	fi
}
same_answers
stop_proxy

# Connections that the server gives up: after some requests, and when idle.
start_proxy --frontend-max-requests=10
same_answers
stop_proxy
start_proxy --frontend-http2-read-timeout=300ms
for model in serial threads processes async threads+async processes+async; do
	try run steps -n 16 -c 4 -m $model -r 1 --warmup 0 -q --http 2 \
		--cacert cert.pem --timeout 20s --steps \
		"fetch https://127.0.0.1:$tls/bytes/100, sleep 310ms"
	ends_well "$model: connections that were closed when idle"
done

passed
