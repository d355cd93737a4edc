#!/bin/bash
# test_completion.sh - what shells complete, and the manual page.
#
#   test_completion.sh BUILD/simul PROJECT
#
# The script for bash is sourced and asked as bash would ask it. Those for zsh
# and fish are tried where these shells are, and so is the page where mandoc
# or groff is.
set -euo pipefail
export LC_ALL=C

simul=$1
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

# What bash completes after these words, the last of which is unfinished.
complete_bash() # WORD...
{
	# shellcheck disable=SC2016 # to be expanded by the inner shell
	bash --norc -c '
		source "$1"
		shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
		_simul
		echo "${COMPREPLY[*]}"' - "$work/simul.bash" "$@"
}

for shell in bash zsh fish; do
	"$simul" completion $shell >"$work/simul.$shell" ||
		fail "no script for $shell"
done
"$simul" manual >"$work/simul.1" || fail "no manual page"

# --- bash ---

cd "$work"
mkdir -p in
touch in/jobs.ini in/other.csv "in/two words.csv"

commands=$(complete_bash simul "")
for command in run list show report env serve completion manual --help; do
	has "commands" $command "$commands"
done
same "a command" "report" "$(complete_bash simul rep)"
same "an option" "--max-time" "$(complete_bash simul run --max-t)"
same "models" "threads threads+async" \
	"$(complete_bash simul run squares -m th)"
same "models after a comma, none twice" "serial,threads serial,threads+async" \
	"$(complete_bash simul run -m serial,th)"
same "none twice" "threads,threads+async" \
	"$(complete_bash simul run -m threads,th)"
same "a choice" "poisson" "$(complete_bash simul run --arrivals p)"
same "a choice after =" "poisson" \
	"$(complete_bash simul run --arrivals = p)"
same "all choices after =" "poisson even" \
	"$(complete_bash simul run --arrivals =)"
same "a file for an option" "in/other.csv" \
	"$(complete_bash simul run -o in/o)"
same "nothing for a number" "" "$(complete_bash simul run -n "")"
same "a workload" "squares" "$(complete_bash simul run sq)"
same "a job file" "in/jobs.ini" "$(complete_bash simul run in/)"
same "results" "in/other.csv" "$(complete_bash simul show in/o)"
same "a name with a blank is one" "in/two words.csv" \
	"$(complete_bash simul report in/tw)"
same "a shell" "zsh" "$(complete_bash simul completion z)"
same "no command" "" "$(complete_bash simul nonsense --)"
bash -n "$work/simul.bash" || fail "bash doesn't read its script"

# Every option of every command is in all of them.
for command in run list show report env serve completion manual; do
	# glibc's argp leaks a byte or two in its help.
	for option in $(ASAN_OPTIONS=detect_leaks=0 "$simul" $command --help |
		sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' |
		grep -vxE -- '--(help|usage)'); do
		has "options of $command" "$option" \
			"$(complete_bash simul $command "$option")"
		name=${option#--}
		grep -qE -- "--$name(=|\[|\})" simul.zsh ||
			fail "zsh: $command has no $option"
		grep -q "from $command' -l $name " simul.fish ||
			fail "fish: $command has no $option"
		grep -qE "^\.It .*Fl -${name//-/\\\\-}( |$)" simul.1 ||
			fail "manual: $command has no $option"
	done
done

# --- zsh, fish, the page ---

if command -v zsh >/dev/null; then
	zsh -n simul.zsh || fail "zsh doesn't read its script"
fi
if command -v fish >/dev/null; then
	export HOME=$work XDG_CONFIG_HOME=$work XDG_DATA_HOME=$work
	found=$(fish -c 'source simul.fish
		complete -C "simul run -m serial,th"' | cut -f 1 | xargs)
	same "fish: models" "serial,threads serial,threads+async" "$found"
	found=$(fish -c 'source simul.fish
		complete -C "simul completion "' | cut -f 1 | xargs)
	same "fish: shells" "bash fish zsh" "$found"
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
if "$simul" run --describe=nonsense >out 2>&1; then
	fail "a form that is none"
fi

if [ $failures -gt 0 ]; then
	echo "$failures of the checks failed"
	exit 1
fi
