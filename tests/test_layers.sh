#!/bin/bash
# test_layers.sh - checks which folder may include which.
#
#   test_layers.sh BUILD/simul PROJECT
#
# The table below is that of docs/architecture.md. threaded/ and multiproc/
# export one symbol, async/ its waits. Includes come from the sources, actual uses
# from the archives beside the program, so that an extern declaration can't hide
# one.
set -euo pipefail
export LC_ALL=C

if [ $# -ne 2 ]; then
	echo "usage: $0 BUILD/simul PROJECT" >&2
	exit 2
fi
build=$(cd "$(dirname "$1")" && pwd)
project=$(cd "$2" && pwd)

declare -A below=(
	[runners]=""
	[threaded]="runners"
	[multiproc]="runners"
	[async]="runners"
	[workloads]="runners"
	[origin]="runners"
	[bench/stats]="runners"
	[bench/record]="runners"
	[bench/plan]="runners threaded multiproc async workloads origin
		bench/record"
	[bench/analysis]="runners bench/record bench/stats"
	[bench/measure]="runners origin bench/plan bench/record bench/stats"
	[bench/report]="runners bench/analysis bench/record bench/stats"
	[bench/gate]="runners bench/report bench/analysis bench/plan
		bench/record bench/stats"
	[bench/page]="runners bench/gate bench/report bench/analysis bench/plan
		bench/record bench/stats"
	[bench/export]="runners bench/gate bench/report bench/analysis
		bench/record bench/stats"
	[bench/learn]="runners bench/report bench/analysis bench/record
		bench/stats"
	[bench/cli]="runners workloads origin bench/page bench/export
		bench/learn bench/gate bench/report bench/measure bench/analysis bench/plan
		bench/record bench/stats"
	[bench]="runners bench/cli"
	[bench/peers]="runners"
)
declare -A exported=(
	[threaded]=spawn_threads
	[multiproc]=spawn_processes
	[async]="wait_event_loop wait_uring"
)
libraries="runners threaded multiproc async workloads origin bench/stats
	bench/record bench/plan bench/analysis bench/measure bench/report
	bench/gate bench/page bench/export bench/learn bench/cli"
below[tests]="$libraries"
broken=0

breach()
{
	echo "$*"
	broken=$((broken + 1))
}

holds() # LIST WORD
{
	local word

	for word in $1; do
		[ "$word" != "$2" ] || return 0
	done
	return 1
}

# Prints every include as "file:line:<name>" or "file:line:"name"".
includes() # FOLDER
{
	local line='[[:space:]]*#[[:space:]]*include[[:space:]]*'
	local deep=()

	[ "$1" = tests ] || deep=(-maxdepth 1)
	find "$1" "${deep[@]}" -name '*.[ch]' -exec grep -nHE "^$line" {} + |
		sed -E "s/^([^:]*:[0-9]+:)$line/\1/"
}

# Other folders may include only one header of an implementation.
check_public() # FOLDER WHERE NAME
{
	local of=${3%/*}

	if [ "$1" != tests ] && [ "$1" != "$of" ] &&
	   [ -n "${exported[$of]-}" ] && [ "$3" != "$of/$of.h" ]; then
		breach "$2: $1/ may include '$of/$of.h', not '$3'"
	fi
}

check_include() # FOLDER WHERE NAME
{
	local folder=$1 where=$2 name=$3 of=${3%/*}

	case $name in
	/*) breach "$where: an absolute include: '$name'" ;;
	./* | ../* | */../* | */./*)
		breach "$where: a relative include: '$name'" ;;
	*/*)
		if [[ $folder != tests || $of != tests/* ]] &&
			! holds "$folder ${below[$folder]}" "$of"; then
			breach "$where: $folder/ may not include '$name'"
		fi
		check_public "$folder" "$where" "$name" ;;
	*) breach "$where: not from the project's root: '$name'" ;;
	esac
}

check_includes() # FOLDER
{
	local line where name count=0

	while IFS= read -r line; do
		where=${line%%:[\"<]*}
		name=${line#*:[0-9]*:}
		count=$((count + 1))
		case $name in
		\"*)
			name=${name#\"}
			check_include "$1" "$where" "${name%%\"*}" ;;
		\<*)
			name=${name#<}
			name=${name%%>*}
			if holds "$libraries bench tests" "${name%/*}" ||
			   [[ $name == /* || $name == *..* ]]; then
				breach "$where: in quotes: '$name'"
			fi ;;
		*) breach "$where: an include that can't be read: $name" ;;
		esac
	done < <(includes "$1")
	if [ $count -eq 0 ]; then
		breach "$1/: no includes at all were found"
	fi
}

# Writes a library's symbols to $symbols/LIBRARY.defined and LIBRARY.wanted.
list_symbols() # FOLDER
{
	local archive=$build/libsimul_${1//\//_}.a to=$symbols/${1//\//_}

	[ -f "$archive" ] || breach "there is no '$archive'"
	nm --defined-only --extern-only "$archive" 2>/dev/null |
		awk 'NF == 3 { print $3 }' | sort -u >"$to.defined"
	nm --undefined-only --extern-only "$archive" 2>/dev/null |
		awk 'NF == 2 { print $2 }' | sort -u >"$to.wanted"
	[ -s "$to.defined" ] || breach "no symbols in '$archive'"
}

# Checks the symbols that one archive uses from another.
check_use() # USER OF
{
	local used symbol

	used=$(comm -12 "$symbols/${1//\//_}.wanted" \
		"$symbols/${2//\//_}.defined" | tr '\n' ' ')
	used=${used% }
	if [ -n "$used" ] && ! holds "${below[$1]}" "$2"; then
		breach "$1/ may not use $2/: $used"
	fi
	[ -n "${exported[$2]-}" ] || return 0
	for symbol in $used; do
		holds "${exported[$2]}" "$symbol" ||
			breach "$1/ may use '${exported[$2]}' of $2/, not '$symbol'"
	done
}

check_archives()
{
	local user of

	for user in $libraries; do
		list_symbols "$user"
	done
	for user in $libraries; do
		for of in $libraries; do
			[ "$user" = "$of" ] || check_use "$user" "$of"
		done
	done
}

# Every folder that has code, but for those where something was built.
code_folders()
{
	local top

	for top in */; do
		[ -e "$top/CMakeCache.txt" ] ||
			find "${top%/}" -name '*.[ch]' -printf '%h\n'
	done | sort -u
}

# A folder with code that the table doesn't know.
check_folders()
{
	local folder

	for folder in $(code_folders); do
		[ -n "${below[$folder]+known}" ] ||
			[[ $folder == tests/* ]] ||
			breach "$folder/ is not in this test's table"
	done
}

check_leftovers()
{
	local found

	found=$(grep -rnwE "TO""DO|FIX""ME" $libraries bench tests scripts \
		CMakeLists.txt Makefile || true)
	[ -z "$found" ] || breach "left over: $found"
}

symbols=$(mktemp -d)
trap 'rm -r "$symbols"' EXIT
cd "$project"
for folder in $libraries bench bench/peers tests; do
	check_includes "$folder"
done
check_archives
check_folders
check_leftovers
if [ $broken -gt 0 ]; then
	echo "$broken of the rules of the layers broken"
	exit 1
fi
