#!/bin/bash
# test_more_models.sh - a program with more models than simul has today.
#
#   test_more_models.sh BUILD/simul PROJECT
#
# MORE_MODELS names it (tests/more_models.c): twelve models, three of them over
# a poller of their own, and what reads the table watched by UBSan.
. "$(dirname "$0")/lib.sh"

simul=$MORE_MODELS
names="serial threads processes async threads+async processes+async poll
	threads+poll processes+poll serial-2 threads-2 async-2"
export UBSAN_OPTIONS=halt_on_error=1

# The words of a column of what a run wrote. A text in quotes may have commas.
column() # NAME
{
	sed 's/"[^"]*"/text/g' all.csv | awk -F, -v name="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ print $at[name] }'
}

same() # WHAT EXPECTED FOUND
{
	if [ "$2" = "$3" ]; then
		verdict "$1" ""
	else
		verdict "$1" "expected '$2', found '$3'"
	fi
}

try list
missing=
for name in $names; do
	grep -qE "^ +${name//+/\\+}( |$)" ../out || missing+=" $name"
done
same "list shows each" "0" "$status$missing"

try run download -n 8 -c 2 -m all -r 2 -o all.csv
same "all of them run" 0 "$status"
same "each is planned twice" 24 "$(column model | wc -l)"
same "the table has a row for each, in order" "$(echo $names)" \
	"$(awk 'NF > 5 && $2 ~ /^[12]$/ { print $1 }' ../out | xargs)"
same "every sample is good" ok "$(column state | sort -u)"

try run null -c 2 -r 1 -m "$(echo $names | tr ' ' ,)"
same "all may be named" 0 "$status"
try run null -c 2 -m "$(echo $names | tr ' ' ,),poll"
same "none twice" "2 simul: model 'poll' is named twice" \
	"$status $(cat ../err)"
try run null -m thraeds-2
same "the nearest of all is meant" \
	"2 simul: no model 'thraeds-2': did you mean 'threads-2'?" \
	"$status $(cat ../err)"

try report all.csv -o all.html
if [ "$status" -eq 0 ]; then
	same "the page has them in that order" \
		"\"models\":[\"$(echo $names | sed 's/ /","/g')\"]" \
		"$(grep -oE '"models":\[[^]]*\]' all.html)"
fi

# What look.js makes of them.
if [ "$status" -eq 0 ] && command -v node >/dev/null; then
	cat >looks.js <<'END'
const css = { 'model-lightness': '42%' };
for (let i = 0; i < 7; i++)
	css['model-' + i] = '#00000' + i;
global.document = { documentElement: null };
global.getComputedStyle = () => ({ getPropertyValue: (name) =>
	css[name.slice(2)] || '' });
END
	{
		cat looks.js "$project/bench/page/look.js"
		echo "simul.data = { models: '$(echo $names)'.split(' ') };"
		cat <<'END'
const { look, data } = simul;
const names = [...data.models, 'of another version'];
console.log(new Set(names.map(look.colour)).size,
	look.colour('threads'), look.shade('async', 0.5),
	/^hsla\([\d.]+,65%,42%,1\)$/.test(look.colour('threads-2')),
	names.map(look.mark).every(Boolean),
	[...names].sort(look.order).join() === names.join());
END
	} >all.js
	same "each has a look of its own" \
		"13 rgba(0,0,1,1) rgba(0,0,3,0.5) true true true" \
		"$(node all.js 2>&1)"
fi

passed
