#!/bin/bash
# test_mariadb.sh - the private server, and simul with a server that refuses
# connections, is killed, or isn't there.
#
#   test_mariadb.sh BUILD/simul PROJECT
set -euo pipefail

if [ $# -ne 2 ]; then
	echo "usage: $0 BUILD/simul PROJECT" >&2
	exit 2
fi
simul=$1
mariadb=$2/scripts/mariadb
work=$(mktemp -d "${TMPDIR:-/tmp}/simul-test.XXXXXX")
export TMPDIR=$work
server=
trap clean_up EXIT

clean_up()
{
	[ -z "$server" ] || "$mariadb" stop "$server" || true
	rm -rf "$work"
}

skip()
{
	echo "skipped: $1"
	exit 77
}

fail()
{
	echo "failed: $1"
	cat "$work/out" "$work/err" 2>/dev/null || true
	exit 1
}

# expect STATUS COMMAND...: the command exits with STATUS.
expect()
{
	local wanted=$1 got=0

	shift
	timeout -k 5 120 "$@" >"$work/out" 2>"$work/err" || got=$?
	[ "$got" -eq "$wanted" ] || fail "$*: status $got, not $wanted"
}

# says TEXT: the output has TEXT, however its lines are wrapped.
says()
{
	cat "$work/out" "$work/err" | tr -s ' \n' ' ' | grep -qF -- "$1" ||
		fail "no word of: $1"
}

# nothing_left WHEN: no server and no directory is left.
nothing_left()
{
	if compgen -G "$work/simul-mariadb.*" >/dev/null; then
		fail "a directory is left: $1"
	fi
	if pgrep -f -- "--datadir=$work/" >/dev/null; then
		fail "a server is left: $1"
	fi
}

run_ends_the_server()
{
	expect 0 "$mariadb" run true
	nothing_left "after a command"
	expect 3 "$mariadb" run sh -c 'exit 3'
	nothing_left "after a command that failed"
	expect 127 "$mariadb" run "$work/none"
	nothing_left "after a command that is not there"
	expect 2 "$mariadb" run
	nothing_left "without a command"
	# shellcheck disable=SC2016 # for the inner shell
	expect 143 "$mariadb" run sh -c 'kill -TERM $PPID; sleep 0.1'
	nothing_left "after a signal"
}

it_needs_a_server()
{
	expect 2 env -i HOME=/nonexistent "$simul" run query
	says "scripts/mariadb run"
	expect 2 env -i HOME=/nonexistent "$simul" run query -n 1 \
		--dsn mysql://me:s3cret@127.0.0.1:1/db \
		--export-csv "$work/none.csv"
	says "cannot connect to 'mysql://me@127.0.0.1:1/db': "
	if grep -rqF s3cret "$work"; then
		fail "a password is shown"
	fi
}

# More lanes than connections: refused, naming the limit.
too_many_connections()
{
	local model

	for model in threads processes async processes+async; do
		expect 1 "$mariadb" -c 4 run "$simul" run query -n 40 -c 20 \
			-m "$model" --repeat 1 --warmup 0
		says "Too many connections (1040): max_connections < K"
	done
	expect 0 "$mariadb" -c 4 run "$simul" run query -n 40 -c 3 \
		-m threads,processes,async --repeat 3 --warmup 0
}

start()
{
	server=$work/server
	"$mariadb" start "$server" >"$work/dsn"
	# shellcheck disable=SC1091 # made just now
	. "$work/dsn"
}

# Waits until the table has outgrown its initial file.
await_inserts()
{
	local table=$server/data/simul/minifw.ibd tries

	for ((tries = 0; tries < 600; tries++)); do
		[ "$(stat -c %s "$table" 2>/dev/null || echo 0)" -le 65536 ] ||
			return 0
		sleep 0.1
	done
	fail "no inserts in a minute"
}

# With far more tasks than the server can answer before it is killed.
killed_in_mid_run()
{
	local model got simul_pid

	for model in serial threads processes async threads+async \
		processes+async; do
		start
		timeout -k 5 120 "$simul" run query -n 2000000 -c 8 \
			-m "$model" --repeat 1 --warmup 0 --fail-fast \
			>"$work/out" 2>"$work/err" &
		simul_pid=$!
		await_inserts
		kill -9 "$(cat "$server/started")"
		got=0
		wait "$simul_pid" || got=$?
		[ "$got" -eq 1 ] || fail "$model: status $got, not 1"
		says "of 2000000 tasks failed: '"
		says "erver "           # gone, or connection lost
		"$mariadb" stop "$server"
		server=
	done
}

"$simul" list | grep -q "query.*left out" && skip "no libmariadb in this build"
PATH=$PATH:/usr/sbin:/sbin command -v mariadbd >/dev/null ||
	skip "no mariadbd here (mariadb-server-core)"
run_ends_the_server
it_needs_a_server
too_many_connections
killed_in_mid_run
nothing_left "in the end"
