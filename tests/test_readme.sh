#!/bin/bash
# test_readme.sh - README.zh.md says what README.md says: the same commands and
# the same figures, section by section.
#
#   bash test_readme.sh PATH/simul PROJECT_DIR
set -euo pipefail
export LC_ALL=C.UTF-8

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# facts FILE: a line for each command of a block without its remark, for each
# code span, link target and number, behind the number of its section; sorted.
facts() {
	awk '
		function each(kind, pattern, text) {
			while (match(text, pattern)) {
				print section, kind,
					substr(text, RSTART, RLENGTH)
				text = substr(text, RSTART + RLENGTH)
			}
		}
		/^## / { section++ }
		/^```/ { block = !block; next }
		block {
			sub(/ +# .*/, "")
			print section, "line", $0
			next
		}
		# A span may go on in the next line.
		{ text[section] = text[section] " " $0 }
		END {
			for (i = 0; i <= section; i++) {
				section_text = text[i]
				section_was = section
				section = i
				each("span", "`[^`]+`", section_text)
				gsub(/`[^`]+`/, "", section_text)
				each("link", "\\]\\([a-zA-Z][^)]*\\)",
					section_text)
				gsub(/\]\([^)]*\)/, "", section_text)
				each("figure", "[0-9]([0-9.,]*[0-9])?",
					section_text)
				section = section_was
			}
		}' "$1" | sort
}

# Each has a link to the other.
common() {
	facts "$1" | grep -v 'link \](README'
}

common "$2/README.md" >"$work/en"
common "$2/README.zh.md" >"$work/zh"
if [ "$(wc -l <"$work/en")" -lt 200 ]; then
	echo "FAILED: few facts in README.md: $(wc -l <"$work/en")"
	failures=1
fi
if ! diff "$work/en" "$work/zh" >"$work/differences"; then
	echo "FAILED: only in README.md (<), only in README.zh.md (>):"
	cat "$work/differences"
	failures=1
fi

# What the test is worth: a figure or a command that differs is found.
for change in 's/0\.51 s/0.52 s/' 's/--latency 50ms/--latency 51ms/'; do
	sed "$change" "$2/README.zh.md" >"$work/changed.md"
	if common "$work/changed.md" | cmp -s - "$work/en"; then
		echo "FAILED: $change isn't seen"
		failures=1
	fi
done
exit $failures
