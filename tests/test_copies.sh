#!/bin/bash
# test_copies.sh - models that are copies of one: no difference is claimed.
#
#   test_copies.sh BUILD/simul PROJECT
. "$(dirname "$0")/lib.sh"

# copies TURN MS: serial's samples of the kept job, up to 10 times MS slower, as
# four models more, each with the times of TURN rounds later than the model
# before. On stdout.
copies() {
	awk -F, -v OFS=, -v turn="$1" -v ms="$2" '
	BEGIN { split("threads,processes,async,threads+async", models) }
	{ sub(/\r$/, "") }
	NR == 1 {
		for (i = 1; i <= NF; i++)
			at[$i] = i
		printf "%s\r\n", $0
	}
	NR > 1 && $at["job"] == "squares" && $at["model"] == "serial" {
		row[n++] = $0
		time[n] = $at["run_ns"] + n * 7 % 11 * ms * 1000000
	}
	END {
		for (m = 0; m < 5; m++)
			for (i = 0; i < n; i++) {
				$0 = row[i]
				if (m) {
					$at["model"] = models[m]
					$at["concurrency"] = $at["lanes"] = 5
					$at["workers"] = m == 3 ? 1 : 5
				}
				$at["position"] = 5 * i + m + 1
				$at["run_ns"] = time[(i + m * turn) % n + 1]
				printf "%s\r\n", $0
			}
	}' "$project/tests/data/results-2.csv"
}

# claims_none WHAT FILE WORDS
claims_none() {
	local why="" short

	"$simul" show "$2" >../out 2>../err || why="status $?"
	short=$(sed -n '/^in short:/,$p' ../out | tr -s ' \n' ' ')
	grep -qE 'was fastest|were fastest|as long|Least' <<<"$short" &&
		why="a difference: $short"
	grep -qF "$3" <<<"$short" || why="no '$3' in: $short"
	verdict "$1" "$why"
}

copies 0 0 >same.csv
copies 3 0 >turned.csv
copies 3 4 >noisy.csv
claims_none "copies of one model" same.csv "were within 1 % of each other"
claims_none "copies with their rounds turned" turned.csv \
	"were within 1 % of each other"
claims_none "copies that are noisy" noisy.csv \
	"this run can show no difference in time between"
passed
