#!/bin/bash
# test_completion.sh - what shells complete, and the manual page.
#
#   test_completion.sh BUILD/simul PROJECT
#
# What may stand where is asked of the program itself, as the scripts for
# shells do. Those are tried in the shells that are there, bash in any case,
# and so is the page where mandoc or groff is.
set -euo pipefail
export LC_ALL=C

simul=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

fail()
{
	echo "FAILED: $*"
	failures=$((failures + 1))
}

same() # WHAT EXPECTED FOUND
{
	[ "$2" = "$3" ] || fail "$1: expected '$2', found '$3'"
}

has() # WHAT WORD LIST
{
	case " $3 " in
	*" $2 "*) ;;
	*) fail "$1: no '$2' in '$3'" ;;
	esac
}

# offers WHAT EXPECTED WORD...: the words, and what the shell is to do, after
# a line of which the last word is unfinished. Nothing on stderr, status 0.
offers()
{
	local what=$1 expected=$2

	shift 2
	"$simul" __complete "$@" >answer 2>complaint ||
		fail "$what: status $?"
	[ ! -s complaint ] || fail "$what: it complains: $(cat complaint)"
	same "$what" "$expected" "$(cut -f 1 answer | tr '\n' '|')"
}

# offers_option WHAT yes|no OPTION WORD...
offers_option()
{
	local what=$1 expected=$2 option=$3 found=no

	shift 3
	! "$simul" __complete "$@" | cut -f 1 | grep -qxF -- "$option" ||
		found=yes
	same "$what: $option" "$expected" "$found"
}

cd "$work"
mkdir -p in/deeper
touch in/other.csv "in/two words.csv" in/plugin.so
cat >in/jobs.ini <<'END'
[global]
repeat = 5
[first]
workload = null
[second one]
workload = nonsense
[empty]
END
for shell in bash zsh fish; do
	"$simul" completion $shell >simul.$shell || fail "no script for $shell"
done
"$simul" manual >simul.1 || fail "no manual page"

# --- the program ---

offers "commands" "run|report|" r
offers "all commands" "run|list|show|report|compare|gate|history|env|\
serve|learn|completion|manual|--help|--version|" ""
offers "no command" "" nonsense --
offers "no words" ""
offers "an option" "--max-time|" run --max-t
offers "one with what it is for" "--tasks|" run --tasks
grep -q "^--tasks	how many tasks; with --duration the most$" answer ||
	fail "it isn't explained"
offers "models" ":nospace|threads|threads+async|threads+uring|" run squares -m th
offers "all models, but only alone" ":nospace|all|" run -m al
offers "no 'all' beside others" ":nospace|" run -m serial,al
offers "models after a comma, none twice" \
	":nospace|serial,threads|serial,threads+async|serial,threads+uring|" run -m serial,th
offers "none twice" \
	":nospace|threads,threads+async|threads,threads+uring|" run -m threads,th
offers "models behind their letter" ":nospace|-mserial|" run -mse
offers "models behind a letter that takes none" "" run -qmse
offers "models after =" ":nospace|--model=async,serial|" \
	run --model=async,s
offers "an option that is cut short" ":nospace|serial|" run --mod se
offers "a choice" "poisson|" run --arrivals p
offers "a choice after =" "--arrivals=poisson|--arrivals=even|" \
	run --arrivals=
offers "no such option" "" run --nonsense=
offers "a workload's choice" "select|" run query --mix s
offers "a metric" "wall|cpu|" gate --metric ""
offers "a metric" "wall|cpu|" compare --metric ""
offers "a file for an option" ":files|" run -o in/o
offers "a program" ":files|" gate --base ""
offers "a directory" ":directories|" run file --dir ""
offers "nothing for a number" "" run -n ""
offers "nothing for a duration" "" run download --latency 5
offers "workloads, plug-ins, jobs" "squares|:files .so|:files .ini|\
:directories|" run sq
offers "no second operand" "" run null sq
offers "results" ":files .csv|:directories|" show in/o
offers "two results" ":files .csv|:directories|" compare a.csv ""
offers "any number of files" ":files|" report a.csv b.csv ""
offers "a shell" "zsh|" completion z
offers "what is done with a history" "add|show|" history ""
offers "results for it" ":files .csv|:directories|" history add r.csv ""
offers "a history" ":files|" history show --history ""
offers "options where no operand is left" "--help|" env ""
offers "sections" ":nospace|first|second one|empty|" \
	run in/jobs.ini --only ""
offers "sections after a comma, none twice" ":nospace|first,empty|" \
	run in/jobs.ini --only first,e
offers "sections of a gate's jobs" ":nospace|first|" \
	gate in/jobs.ini --only f
offers "sections when the file stands behind" ":nospace|" \
	run --only f
offers "sections of no file" ":nospace|" run in/none.ini --only ""
offers "sections of a workload" ":nospace|" run null --only ""
offers "operands behind --" ":files .csv|:directories|" show -- --l
offers "after an option that is none" "--warmup|" run --nonsense --war

for option in --tasks --latency; do
	offers_option "download" yes $option run download --
done
offers_option "download has not queue's" no --capacity run download --
offers_option "queue" yes --capacity run queue --
offers_option "queue has not download's" no --latency run queue --
offers_option "without a workload" yes --capacity run --
offers_option "a job file may have any" yes --capacity run in/jobs.ini --
offers_option "the value of an option is no operand" yes --capacity \
	run -o null --
offers_option "a plug-in isn't loaded" no --capacity run in/plugin.so --
offers_option "a plug-in has run's" yes --tasks run in/plugin.so --
offers_option "not twice" no --tasks run -n 5 --
offers_option "not twice, by its name" no --tasks run --tasks=5 --
offers_option "but what may be repeated" yes --url \
	run download --url http://127.0.0.1/ --

# Every option of every command is in its help, completed, and in the manual.
for command in run list show report compare gate history env serve learn \
	completion manual; do
	for option in $("$simul" $command --help |
		sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p'); do
		name=${option#--}
		offers_option "$command" yes "$option" $command "$option"
		[ "$option" = --help ] || grep -qE "^\.It .*Fl -${name//-/\\\\-}( |$)" simul.1 ||
			fail "manual: $command has no $option"
	done
done

# --- bash ---

# What bash completes after these words, the last of which is unfinished.
complete_bash() # WORD...
{
	# shellcheck disable=SC2016 # to be expanded by the inner shell
	bash --norc -c '
		source ./simul.bash
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
		_simul
		echo "${COMPREPLY[*]}"' - "$simul" "$@"
}

has "commands" env "$(complete_bash "")"
same "bash: a command" "report" "$(complete_bash rep)"
same "bash: an option" "--max-time" "$(complete_bash run --max-t)"
same "bash: models" "serial,threads serial,threads+async serial,threads+uring" \
	"$(complete_bash run -m serial,th)"
same "bash: a choice after =" "poisson" \
	"$(complete_bash run --arrivals = p)"
same "bash: all choices after =" "poisson even" \
	"$(complete_bash run --arrivals =)"
same "bash: options after a URL" "--urls" \
	"$(complete_bash run download --url http : //127.0.0.1/ --urls)"
same "bash: sections" "first,second one" \
	"$(complete_bash run in/jobs.ini --only first,s)"
same "bash: a file for an option" "in/other.csv" \
	"$(complete_bash run -o in/o)"
same "bash: a file after =" "in/other.csv" \
	"$(complete_bash run --export-csv = in/o)"
same "bash: jobs, plug-ins, directories" "in/plugin.so in/jobs.ini in/deeper" \
	"$(complete_bash run in/)"
same "bash: results" "in/other.csv" "$(complete_bash show in/o)"
same "bash: a name with a blank is one" "in/two words.csv" \
	"$(complete_bash report in/tw)"
same "bash: nothing" "" "$(complete_bash nonsense --)"
bash -n simul.bash || fail "bash doesn't read its script"

# --- zsh, fish, the page ---

if command -v zsh >/dev/null; then
	zsh -n simul.zsh || fail "zsh doesn't read its script"
	# What it hands to _describe and _files.
	complete_zsh() # WORD...
	{
		# shellcheck disable=SC2016 # to be expanded by zsh
		zsh -fc '
			compdef() { }
			compset() { }
			_describe() { print -r -- ${(P)2} ${(q)@[3,-1]} }
			_files() { print -r -- files $@ }
			source ./simul.zsh
			words=("$@") CURRENT=$# PREFIX=${@[$#]}
			_simul' - "$simul" "$@"
	}
	same "zsh: a command" "report:make a page with charts of saved results" \
		"$(complete_zsh rep)"
	same "zsh: a choice" "poisson:" "$(complete_zsh run --arrivals p)"
	same "zsh: a list" "serial,async:one thread, K coroutines over an \
epoll loop -S ''" "$(complete_zsh run -m serial,asy)"
	same "zsh: files" "files -g *.csv -/" "$(complete_zsh show in/)"
	same "zsh: any files" "files -g *" "$(complete_zsh report in/)"
fi
if command -v fish >/dev/null; then
	export HOME=$work XDG_CONFIG_HOME=$work XDG_DATA_HOME=$work
	complete_fish() # LINE
	{
		PATH=$(dirname "$simul"):$PATH fish -c \
			"source simul.fish; complete -C '$1'" | cut -f 1 | xargs
	}
	same "fish: models" "serial,threads serial,threads+async serial,threads+uring" \
		"$(complete_fish "simul run -m serial,th")"
	same "fish: shells" "bash fish zsh" \
		"$(complete_fish "simul completion ")"
	same "fish: a choice after =" "--arrivals=poisson" \
		"$(complete_fish "simul run --arrivals=p")"
	same "fish: options of the workload" "--capacity" \
		"$(complete_fish "simul run queue --capa")"
	same "fish: jobs, plug-ins, directories" \
		"in/deeper/ in/jobs.ini in/plugin.so" \
		"$(complete_fish "simul run in/")"
	same "fish: a file after =" "--export-csv=in/other.csv" \
		"$(complete_fish "simul run --export-csv=in/o")"
fi
if command -v mandoc >/dev/null; then
	mandoc -T lint -W warning simul.1 || fail "mandoc: not a good page"
fi
if command -v groff >/dev/null; then
	groff -ww -mdoc -T ascii simul.1 >page 2>complaints ||
		fail "groff ended with $?"
	[ ! -s complaints ] || fail "groff: $(cat complaints)"
	grep -q 'threads, processes and an event loop' page ||
		fail "the page lacks its text"
fi

# --- what can't be done ---

if "$simul" completion tcsh >out 2>&1; then
	fail "a script for tcsh"
fi
grep -q "no completion for 'tcsh'" out || fail "it says: $(cat out)"
if "$simul" completion bash >/dev/full 2>out; then
	fail "a full disk is not noticed"
fi
if [ $failures -gt 0 ]; then
	echo "$failures of the checks failed"
	exit 1
fi
