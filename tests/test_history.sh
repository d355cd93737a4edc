#!/bin/bash
# test_history.sh - `simul history` as a user has it: what is added, what is
# refused, what is said, and with which exit status.
. "$(dirname "$0")/lib.sh"

# lay_history RUNS CHANGE: history.csv, in which squares takes CHANGE times as
# long from run 21 on, and null doesn't change. The noise is a ramble of 1 %.
lay_history() {
	local figures=samples,time_ns,time_low_ns,time_high_ns

	for figure in cpu_ns cpu_low_ns cpu_high_ns; do
		figures+=,$figure
	done
	for figure in memory_bytes memory_low_bytes memory_high_bytes; do
		figures+=,$figure
	done
	awk -v runs="$1" -v change="$2" -v figures="$figures" 'BEGIN {
		ORS = "\r\n"
		print "schema,commit,started,version,job,workload,params," \
			"options,model,concurrency,lanes,workers,tasks," \
			"chunk,rate_per_s," figures \
			",cpu,kernel,processors,quota_processors"
		for (i = 1; i <= runs; i++) {
			noise = 1 + (i * 7919 % 31 - 15) / 1500
			row("squares", i, 5e7 * noise * (i > 20 ? change : 1))
			row("null", i, 2e6 * noise)
		}
	}
	function row(job, i, time) {
		printf "1,c%03d,2026-01-%02dT%02d:00:00Z,0.1.0,%s,%s,,," \
			"threads,2,2,2,20,1,0,11,%d,0,0,%d,0,0,0,0,0," \
			"Made,Linux,2,0\r\n", i, 1 + int(i / 24), i % 24,
			job, job, time, 2 * time
	}' >history.csv
}

# --- show ---

lay_history 40 1.05
accepts "squares, threads, K 2: 5.0 % slower since c021 (2026-01-01), p 0." \
	history show
says "how many there are" "40 runs of 40 commits, 2026-01-01 to 2026-01-02; 2"
says "of the rest only how many" "no change in 1 other cell"
! grep -q '^ *null' ../out
verdict "nothing where nothing changed" "$([ $? -eq 0 ] || echo "it is")"
accepts "% more processor time since c021" history show --metric cpu
accepts "null     threads  2    40" history show --long
accepts "squares" history show history.csv
ends 1 history show --check 20
says "and why" "check: 1 cell became slower within the last 20 runs"
accepts "check: 0 cells became slower" history show --check 19
lay_history 40 0.95
accepts "5.0 % faster since c021" history show --check 40
lay_history 40 1
accepts "no change in 2 cells" history show --check 40
accepts "shows one in at most 1 of 100 cases" history show --alpha 0.01
lay_history 5 1
accepts "2 cells have fewer than 6 runs" history show

# --- a page ---

lay_history 40 1.05
ends 0 report history.csv -o page.html
holds "the page has the sentence" \
	"squares, threads, K 2: 5.0 % slower since c021" page.html
holds "and a table, without scripts" "time of each cell</caption>" page.html
holds "and the place of the charts" 'data-history="0"' page.html
rm page.html

# --- add ---

rm history.csv
for i in 1 2; do
	try run null -n 1000 -c 2 -m threads,async -r 6 --quiet \
		-o "r$i.csv" --seed "$i"
done
sed -i 's/,[0-9a-f]*\(-dirty\|\),\(Clang\|GNU\)/,abc\1,\2/
	s/,20[0-9-]*T[0-9:]*Z,/,2026-01-01T00:00:00Z,/' r1.csv
sed -i 's/,[0-9a-f]*\(-dirty\|\),\(Clang\|GNU\)/,abd-dirty,\2/
	s/,20[0-9-]*T[0-9:]*Z,/,2026-01-02T00:00:00Z,/' r2.csv
sed -i 's/,abc-dirty,/,abc,/' r1.csv
refuses "in no commit (abd-dirty)" history add r2.csv
refuses "in no commit (abd-dirty)" history add r1.csv r2.csv
accepts "added 1, which makes 1 run of 2 cells" history add r1.csv
refuses "'r1.csv' is in 'history.csv' already (commit abc, " history add r1.csv
cp history.csv before
accepts "added 1, which makes 2 runs" history add r2.csv --dirty
head -c "$(stat -c %s before)" history.csv | cmp -s - before
verdict "what was there stays as it was" "$([ $? -eq 0 ] || echo "it doesn't")"
rm before
accepts "added 1, which makes 2 runs" history add r1.csv --force
accepts "added 1, which makes 3 runs" history add r1.csv --commit v2
holds "under the commit that was named" "2,v2,2026-01-01T00:00:00Z,0" \
	history.csv
accepts "added 2, which makes 2 runs" history add r1.csv r2.csv --dirty \
	--history other.csv
cp history.csv before
sed 's/,ok,/,failed,/' r1.csv >bad.csv
refuses "'bad.csv' has no cell whose samples are good" history add bad.csv \
	--commit v3
refuses "bad.csv' has no cell" history add bad.csv --history new.csv
sed '2,$s/^[0-9]*/9/' r1.csv >later.csv
refuses "schemas up to" history add later.csv
sed 's/,abc,/,unknown,/' r1.csv >unknown.csv
refuses "the commit of 'unknown.csv' is not known: name it by --commit" \
	history add unknown.csv
cmp -s before history.csv
verdict "a refusal changes nothing" "$([ $? -eq 0 ] || echo "it does")"

# --- several at once ---

for i in $(seq 12); do
	"$simul" history add r1.csv --commit "p$i" --history all.csv \
		>/dev/null 2>../err &
done
wait
accepts "12 runs of 12 commits" history show all.csv

# --- what is no history, and no line ---

refuses "no file to add" history add
refuses "'ad' is neither add nor show" history ad r1.csv
refuses "one history at a time" history show a b
refuses "no such column" history show r1.csv
refuses "cannot read 'none.csv'" history show none.csv
refuses "cannot read 'none.csv'" history add none.csv --history new.csv
refuses "is no regular file" history add r1.csv --history /dev/null
refuses "cannot write './'" history add r1.csv --history ./
refuses "check" history show --check 2
passed
