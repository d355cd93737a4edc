#!/bin/bash
# test_peers_table.sh - the table of programs and languages that are installed.
#
#   test_peers_table.sh BUILD/simul PROJECT
#
# Of them, only what every machine here has is run: simul.
. "$(dirname "$0")/lib.sh"

table=$project/scripts/peers-table

for words in "-n 0" "-c 5," "--latency-us x" "--rounds 0" "--nothing 1" "-n"; do
	# shellcheck disable=SC2086
	timeout 20 "$table" --simul "$simul" --out page $words 2>../err >../out
	status=$?
	verdict "'$words' is refused" "$([ $status -eq 2 ] && [ ! -e page ] ||
		echo "status $status, or there is a page")"
done

# A PATH without any of the others; Debian's Python is asked by its path.
mkdir bin tmp
for tool in bash env dirname realpath mktemp awk sed head tr cut grep shuf \
	sleep cat cp mkdir rm kill; do
	ln -s "$(command -v $tool)" bin/
done
TMPDIR=$PWD/tmp PATH=$PWD/bin /usr/bin/timeout 300 "$table" --simul "$simul" \
	-n 20 -c 2 --latency-us 1000 --rounds 1 --out page 2>../err >../out
status=$?
verdict "a table comes out" "$([ $status -eq 0 ] || echo "status $status")"
for name in "simul serial" "simul threads" "simul processes" "simul async"; do
	verdict "$name is in it" \
		"$(grep -q "^| $name | simul .* |$" page || echo "no row")"
done
verdict "async is the measure" \
	"$(grep -q '^| simul async .*| 1.00 (1.00..1.00) |$' page ||
	   echo "its ratio isn't 1")"
verdict "what is missing is named" \
	"$(grep -q '^Not installed, and skipped: wrk; h2load; curl' page &&
	   grep -q 'skipped: Node, http' ../err || echo "no sentence")"
verdict "nothing stays behind" "$([ -z "$(ls tmp)" ] || echo "$(ls tmp)")"
passed
