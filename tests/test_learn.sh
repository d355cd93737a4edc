#!/bin/bash
# test_learn.sh - lessons on a pseudo-terminal.
#
#   bash test_learn.sh PATH/simul PROJECT_DIR
. "$(dirname "$0")/lib.sh"

# lesson ANSWERS LANGUAGE NUMBER: takes it; what is typed is ANSWERS.
lesson() {
	printf "$1" | TERM=xterm NO_COLOR=1 LC_ALL=C.UTF-8 timeout -k 5 100 \
		script -qec "stty cols 80 -echo; '$simul' learn --language $2 $3" \
		/dev/null >../typescript 2>../err
	status=$?
	tr -d '\r' <../typescript | sed 's/.*\x1b\[K//' >../out
	tr -s ' \n' ' ' <../out >../joined
	[ $status -eq 0 ] && why= || why="status $status"
	verdict "lesson $3 in $2" "$why"
}

first() {
	lesson '9\nx\n3\n' en 1
	says "it asks" "40 answers"
	[ "$(grep -c 'A number from 1 to 3' ../out)" -eq 2 ] && why= ||
		why="not twice"
	verdict "what is no answer is asked for again" "$why"
	says "it says what it runs" \
		"$ simul run download -n 40 -c 40 --latency 25ms"
	grep -q 'serial K=1 .*█ ' ../out && why= || why="no bar"
	verdict "it draws what was measured" "$why"
	says "it tells the answer" "The measurement says:"
	grep -q "Your guess was \(right\|another one\)" ../out && why= ||
		why="nothing"
	verdict "and what became of the guess" "$why"
	says "and where to go on" "Next: simul learn 2"
}

in_chinese() {
	lesson '\n' zh 7
	says "the question" "40 个任务"
	says "the picture" " / 40"
	says "the conclusion" "所有线程是一个进程"
	! grep -q "猜" <(sed 1,/测量结果/d ../out) && why= || why="a guess"
	verdict "without a guess none is judged" "$why"
}

crashes() {
	ends 1 run steps -q -n 40 -c 8 -r 1 --warmup 0 -m threads,processes \
		--steps "sleep 5ms, crash every 20"
	says "a crash takes all threads" "sample killed by signal 9"
	says "but one task of a process" "2 of 40 tasks failed: worker killed"
}

others() {
	local n

	for n in 2 4 6; do
		lesson '' en $n
		says "there is a conclusion" "The measurement says:"
	done
	accepts "8  Which one to take" learn
	# The shell complains where that locale isn't installed.
	{ LC_ALL=zh_CN.UTF-8 accepts "8  该用哪一种" learn; } 2>/dev/null
	refuses "no lesson '9': there are 1 to 8" learn 9
	refuses "no lesson 'one'" learn one
	refuses "did you mean 'zh'?" learn --language hz
}

first
in_chinese
crashes
others
passed
