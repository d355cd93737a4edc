#!/bin/bash
# test_layers.sh - who may include whom, held against the code.
#
#   test_layers.sh BUILD/simul PROJECT
#
# bench/ stands on all folders, every other folder on runners/ and itself.
# threaded/, multiproc/ and async/ each give one symbol away. Includes are
# read from the sources; what is really used is read from the archives beside
# the program, so that an extern declaration hides nothing.
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
	[bench]="runners threaded multiproc async workloads origin"
	[tests]="runners threaded multiproc async workloads origin bench"
)
declare -A exported=(
	[threaded]=spawn_threads
	[multiproc]=spawn_processes
	[async]=wait_event_loop
)
folders="runners threaded multiproc async workloads origin bench"
broken=0

breach()
{
	echo "$*"
	broken=$((broken + 1))
}

holds() # LIST WORD
{
	case " $1 " in
	*" $2 "*) return 0 ;;
	esac
	return 1
}

# Every include as "file:line:<name>" or "file:line:"name"".
includes() # FOLDER
{
	local line='[[:space:]]*#[[:space:]]*include[[:space:]]*'

	grep -rnE "^$line" "$1" --include='*.c' --include='*.h' |
		sed -E "s/^([^:]*:[0-9]+:)$line/\1/"
}

# An implementation is known to bench/ by one header only.
check_public() # FOLDER WHERE NAME
{
	local of=${3%%/*}

	if [ "$1" = bench ] && [ -n "${exported[$of]-}" ] &&
	   [ "$3" != "$of/$of.h" ]; then
		breach "$2: bench/ may include '$of/$of.h', not '$3'"
	fi
}

check_include() # FOLDER WHERE NAME
{
	local folder=$1 where=$2 name=$3 of=${3%%/*}

	case $name in
	/*) breach "$where: an absolute include: '$name'" ;;
	./* | ../* | */../* | */./*)
		breach "$where: a relative include: '$name'" ;;
	*/*)
		if ! holds "$folder ${below[$folder]}" "$of"; then
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
			if holds "$folders tests" "${name%%/*}" ||
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

# Its symbols, into $symbols/FOLDER.defined and $symbols/FOLDER.wanted.
list_symbols() # FOLDER
{
	local archive=$build/libsimul_$1.a

	[ -f "$archive" ] || breach "there is no '$archive'"
	nm --defined-only --extern-only "$archive" 2>/dev/null |
		awk 'NF == 3 { print $3 }' | sort -u >"$symbols/$1.defined"
	nm --undefined-only --extern-only "$archive" 2>/dev/null |
		awk 'NF == 2 { print $2 }' | sort -u >"$symbols/$1.wanted"
	[ -s "$symbols/$1.defined" ] || breach "no symbols in '$archive'"
}

# What one archive uses of another.
check_use() # USER OF
{
	local used

	used=$(comm -12 "$symbols/$1.wanted" "$symbols/$2.defined" |
		tr '\n' ' ')
	used=${used% }
	if [ -n "$used" ] && ! holds "${below[$1]}" "$2"; then
		breach "$1/ may not use $2/: $used"
	elif [ -n "${exported[$2]-}" ] && [ "$1" = bench ] &&
	     [ "$used" != "${exported[$2]}" ]; then
		breach "$1/ may use '${exported[$2]}' of $2/, not '$used'"
	fi
}

check_archives()
{
	local user of

	for user in $folders; do
		list_symbols "$user"
	done
	for user in $folders; do
		for of in $folders; do
			[ "$user" = "$of" ] || check_use "$user" "$of"
		done
	done
}

check_leftovers()
{
	local found

	found=$(grep -rnwE "TO""DO|FIX""ME" $folders tests scripts \
		CMakeLists.txt Makefile || true)
	[ -z "$found" ] || breach "left over: $found"
}

symbols=$(mktemp -d)
trap 'rm -r "$symbols"' EXIT
cd "$project"
for folder in $folders tests; do
	check_includes "$folder"
done
check_archives
check_leftovers
if [ $broken -gt 0 ]; then
	echo "$broken of the rules of the layers broken"
	exit 1
fi
