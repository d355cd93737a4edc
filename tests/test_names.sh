#!/bin/bash
# test_names.sh - host names that have to be looked up.
#
#   test_names.sh BUILD/simul PROJECT
#
# libcurl knows `localhost` and addresses by itself; for any other name it starts
# a thread, which reports over a pair of descriptors that come and go. The names
# are in a hosts file of the test's own, which a mount namespace puts over
# /etc/hosts. How often a name is looked up can't be seen there: nothing counts
# who reads a file.
#
# If MORE_MODELS names the program of tests/more_models.c, that one too: it has
# loops over poll(2).
. "$(dirname "$0")/lib.sh"

unshare -m true 2>/dev/null || {
	echo "skipped: mount namespaces need root"
	exit 77
}
if [ ! -e /etc/hosts ] || [ ! -e /etc/nsswitch.conf ] ||
   ! unshare -m mount --bind /etc/hosts /etc/hosts 2>/dev/null; then
	echo "skipped: no file may be mounted here"
	exit 77
fi

names=100
cat /etc/hosts >hosts
for i in $(seq $names); do
	echo "127.0.0.1 h$i.names.test" >>hosts
done
# No question leaves the machine: a name that isn't in the file is unknown.
echo "hosts: files" >nsswitch
start_server
port=${url##*:}

# among_names SIMUL-ARGUMENT...: runs $program, which sees those names.
among_names()
{
	timeout -k 5 120 unshare -m sh -c '
		mount --bind "$0/hosts" /etc/hosts &&
		mount --bind "$0/nsswitch" /etc/nsswitch.conf && exec "$@"' \
		"$PWD" "$program" run download "$@" >../out 2>../err </dev/null
	status=$?
	tr -s ' \n' ' ' <../out >../joined
}

# with_names N K ARGUMENT...: downloads by N names.
with_names() {
	local count=$1 k=$2 urls=() i

	shift 2
	for i in $(seq "$count"); do
		urls+=(--url "http://h$i.names.test:$port/bytes/$((i * 10))")
	done
	among_names "${urls[@]}" -c "$k" -m all "$@" -q -o names.csv
}

# states: the samples that aren't good.
states() {
	sed 's/"[^"]*"/text/g' names.csv | awk -F, '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["state"] != "ok" { print $at["model"], $at["state"] }'
}

works() # COUNT K ARGUMENT...
{
	local why= bad

	with_names "$@"
	bad=$(states | sort | uniq -c | tr '\n' ',')
	[ "$status" -eq 0 ] || why="status $status"
	[ -z "$bad" ] || why="$why $bad"
	verdict "$1 names, K = $2, under every model of ${program##*/}" \
		"$why"
	rm -f names.csv
}

for program in "$simul" ${MORE_MODELS-}; do
	works 1 1 -n 20 -r 5
	works 1 10 -n 40 -r 5
	works 6 12 -n 60 -r 5
	works 100 16 -n 300 -r 3
	works 100 64 -n 300 -r 2
done

program=$simul
# A name that nothing knows is a failure with a reason, under every model.
for model in serial threads processes async threads+async processes+async; do
	among_names --url "http://unknown.names.test:$port/" -n 2 -c 2 -r 1 \
		-m "$model" --timeout 20s
	if [ "$status" -eq 1 ] && grep -q "resolve host" ../joined ../err; then
		verdict "$model: an unknown name is told" ""
	else
		verdict "$model: an unknown name is told" "status $status"
	fi
done

passed
