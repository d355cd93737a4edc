#!/bin/bash
# test_report_browser.sh - the page of `simul report`, in a browser.
#
#   test_report_browser.sh BUILD/simul PROJECT
#
# Headless Chromium loads pages with an added script, which waits until all is
# drawn, uses the controls, and writes down errors and the points of every
# chart. The test compares those with the rows of the CSV file. If AXE names
# axe.min.js of axe-core (npm), pages are given to that too. Screenshots stay
# in report-pictures/ of the working directory. Without Chromium the test is
# skipped (77).
set -euo pipefail
export LC_ALL=C

simul=$1
browser=
for name in chromium chromium-browser google-chrome; do
	[ -n "$browser" ] || browser=$(command -v "$name" || true)
done
if [ -z "$browser" ]; then
	echo "skipped: no Chromium (scripts/setup --with-browser installs it)"
	exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pictures=$PWD/report-pictures
mkdir -p "$pictures"
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

# With a time limit, in case the browser hangs, and a fresh profile each time.
chromium() # OPTION... PAGE
{
	rm -rf "$work/profile"
	timeout -k 5 150 "$browser" --headless --no-sandbox --disable-gpu \
		--disable-quic --no-first-run --disable-dev-shm-usage \
		--disable-background-networking --disable-component-update \
		--disable-sync --disable-extensions --hide-scrollbars \
		--user-data-dir="$work/profile" --enable-logging=stderr \
		--virtual-time-budget=20000 "$@" 2>"$work/log"
}

# Adds scripts to the page: the first catches errors from the start, the last
# writes the report.
instrument() # PAGE OUT
{
	cat >"$work/first" <<'END'
<script>
window.wrong = [];
addEventListener('error', (e) => wrong.push('error: ' + e.message));
addEventListener('unhandledrejection', (e) => wrong.push('' + e.reason));
addEventListener('securitypolicyviolation', (e) =>
	wrong.push('policy: ' + e.blockedURI));
for (const name of ['error', 'warn'])
	console[name] = (...a) => wrong.push('console: ' + a.join(' '));
window.alert = (what) => wrong.push('alert: ' + what);
</script>
END
	cat >"$work/last" <<'END'
<script>
(async () => {
	const lines = [];
	const say = (...words) => lines.push(['probe', ...words].join(' '));
	const wait = (ms) => new Promise((done) => setTimeout(done, ms));
	async function ready() {
		for (let i = 0; i < 500 && !simulCharts.ready; i++)
			await wait(20);
	}
	function charts(when) {
		for (const c of simulCharts.charts)
			say(when, c.kind, encodeURIComponent(c.job), c.points);
	}
	try {
		await ready();
		say('ready', simulCharts.ready);
		say('theme', document.documentElement.dataset.theme);
		say('title', encodeURIComponent(document.title));
		say('scripts', document.scripts.length);
		say('tables', document.querySelectorAll('table').length);
		charts('chart');
		for (const p of document.querySelectorAll('p.hint'))
			say('remark', p.textContent);
		for (const h of document.querySelectorAll('#timelines span'))
			say('hint', h.textContent);
		const canvas = document.querySelector('canvas');
		if (canvas) {
			const size = canvas.getBoundingClientRect();
			say('size', size.width > 200 && size.height > 40);
			canvas.dispatchEvent(new KeyboardEvent('keydown',
				{ key: 'ArrowRight' }));
			say('said', document.getElementById('said')
				.textContent);
		}
		const view = document.getElementById('view');
		if (view) {
			view.value = '1';
			view.dispatchEvent(new Event('change'));
			await ready();
			charts('lanes');
		}
		const button = document.querySelector('#models button');
		if (button) {
			button.click();
			await ready();
			charts('hidden');
			say('pressed', button.getAttribute('aria-pressed'));
		}
		for (const value of ['linear', 'logarithmic', 'auto']) {
			axes.value = value;
			axes.dispatchEvent(new Event('change'));
			await ready();
		}
		theme.value = 'dark';
		theme.dispatchEvent(new Event('change'));
		await ready();
		say('chosen', document.documentElement.dataset.theme);
	} catch (e) {
		wrong.push('probe: ' + e);
	}
	wrong.forEach((what) => say('wrong', what));
	say('end');
	const pre = document.createElement('pre');
	pre.textContent = ['', ...lines, ''].join('\n');
	document.body.append(pre);
})();
</script>
END
	sed -e "/<meta charset/r $work/first" -e "/^<\/body>/{
		r $work/last
		d
	}" "$1" >"$2"
}

# Writes the report of the added script, one fact per line.
look() # PAGE OUT [OPTION...]
{
	local page=$1 out=$2

	shift 2
	instrument "$page" "$work/eyes.html"
	chromium "$@" --dump-dom "file://$work/eyes.html" >"$work/dom" ||
		fail "$page: the browser ended with $?: $(tail -3 "$work/log")"
	sed -n 's/^probe //p' "$work/dom" |
		sed 's/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' >"$out"
	grep -qx end "$out" || fail "$page: the script did not come to its end"
	if grep '^wrong' "$out"; then
		fail "$page: something went wrong in the page"
	fi
	if grep 'CONSOLE' "$work/log"; then
		fail "$page: something was written to the console"
	fi
	same "$page: all is drawn" "ready true" "$(grep '^ready' "$out")"
}

picture() # PAGE NAME WIDTH HEIGHT [OPTION...]
{
	local page=$1 file=$pictures/$2.png width=$3 height=$4

	shift 4
	rm -f "$file"
	chromium "$@" --window-size="$width,$height" --screenshot="$file" \
		"file://$page" >"$work/shot" || true
	[ "$(stat -c %s "$file" 2>/dev/null || echo 0)" -gt 20000 ] ||
		fail "no picture, or an empty one: $file"
}

# phone PAGE NAME: on a screen of 390 columns of pixels nothing is cut or wider
# than it, and every text is in a landmark. A window can't be that narrow, a
# frame can.
phone()
{
	cat >"$work/frame.html" <<END
<body style="margin:0"><iframe src="file://$1"
style="border:0;width:390px;height:4000px"></iframe>
<script>
onload = () => setTimeout(() => {
	const inside = document.querySelector('iframe').contentDocument;
	const lines = ['probe width ' + inside.documentElement.scrollWidth];
	const within = 'header, main, footer, nav, section[aria-label]';
	for (const table of inside.querySelectorAll('table')) {
		const edge = table.getBoundingClientRect().right;
		if (edge > 390)
			lines.push('probe cut ' + edge);
	}
	for (const e of inside.body.children)
		if (!e.matches(within + ', script, noscript, #said') &&
		    e.textContent.trim())
			lines.push('probe outside ' + e.id);
	const pre = document.createElement('pre');
	pre.textContent = ['', ...lines, 'probe end', ''].join('\\n');
	document.body.append(pre);
}, 3000);
</script></body>
END
	chromium --allow-file-access-from-files --dump-dom \
		"file://$work/frame.html" >"$work/dom" ||
		fail "$1: the browser ended with $?"
	sed -n 's/^probe //p' "$work/dom" >"$work/phone"
	same "$2 fits a phone" "width 390 end" "$(xargs <"$work/phone")"
	picture "$work/frame.html" "$2-phone" 500 4000 \
		--allow-file-access-from-files
}

# If AXE names axe-core's script: it finds nothing wrong.
axe() # PAGE [OPTION...]
{
	local page=$1

	[ -n "${AXE-}" ] || return 0
	shift
	{
		sed '/^<\/body>/,$d' "$page"
		echo '<script>'
		sed 's/<\/script>/<\\\/script>/g' "$AXE"
		echo '</script><script>
		(async () => {
			while (!simulCharts.ready)
				await new Promise((go) => setTimeout(go, 20));
			const found = await axe.run();
			const pre = document.createElement("pre");
			pre.textContent = found.violations.map((v) =>
				`\nprobe ${v.id}: ${v.nodes[0].target}`)
				.concat("\nprobe end\n").join("");
			document.body.append(pre);
		})();
		</script></body></html>'
	} >"$work/axe.html"
	chromium "$@" --dump-dom "file://$work/axe.html" >"$work/dom" ||
		fail "$page: the browser ended with $?"
	same "axe-core finds nothing in $page" end \
		"$(sed -n 's/^probe //p' "$work/dom" | xargs)"
}

points() # FACTS WHEN KIND JOB
{
	awk -v when="$2" -v kind="$3" -v job="$4" '
		$1 == when && $2 == kind && $3 == job { print $4 }' "$1" |
		xargs
}

# Counts the rows of a CSV file that match every COLUMN=VALUE; if DISTINCT is a
# column, counts its different values (per model) in those rows.
rows() # FILE DISTINCT|- COLUMN=VALUE...
{
	local file=$1 distinct=$2

	shift 2
	awk -F, -v distinct="$distinct" -v wanted="$*" '
		{ sub("\r$", "") }
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{
			n = split(wanted, part, " ")
			for (i = 1; i <= n; i++) {
				split(part[i], pair, "=")
				if ($at[pair[1]] != pair[2])
					next
			}
			key = NR
			if (distinct != "-")
				key = $at["model"] "/" $at[distinct]
			if (!(key in seen))
				count++
			seen[key] = 1
		}
		END { print count + 0 }' "$file"
}

# --- a run: a scaling job, an all-models job, and malicious names ---

evil='</script><script>alert(1)</script><!--'
code='%3C%2Fscript%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E%3C!--'
cat >"$work/jobs.ini" <<END
[global]
workload = squares
base = 20000
tasks = 12
[$evil]
concurrency = 1,2,4
model = serial,threads,async
repeat = 3
[sums]
concurrency = 2
model = all
repeat = 6
END
"$simul" run "$work/jobs.ini" --quiet -o "$work/a.csv" \
	--export-tasks "$work/t.csv" >"$work/tables"
"$simul" report "$work/a.csv" "$work/t.csv" -o "$work/a.html" \
	--title '</title><script>alert(2)</script> & "more"'

if grep -nE '(src|href)="(https?:|//)' "$work/a.html"; then
	fail "the page points to somewhere else"
fi
look "$work/a.html" "$work/facts" --window-size=1200,900
escaped='%3C%2Ftitle%3E%3Cscript%3Ealert(2)%3C%2Fscript%3E%20%26%20%22more%22'
same "the title is text" "title $escaped" "$(grep '^title' "$work/facts")"
same "light is the default" "theme light" "$(grep '^theme' "$work/facts")"
same "dark can be chosen" "chosen dark" "$(grep '^chosen' "$work/facts")"
same "a chart has its size" "size true" "$(grep '^size' "$work/facts")"
same "scripts: data, Chart.js, the page's, and the test's two" "scripts 5" \
	"$(grep '^scripts' "$work/facts")"
grep -q '^said serial.*round' "$work/facts" ||
	fail "arrow keys say no point: $(grep '^said' "$work/facts")"

job="job=$evil"
same "a mark a sample" "$(rows "$work/a.csv" - "$job" state=ok)" \
	"$(points "$work/facts" chart time "$code")"
same "a mark a sample, sums" "$(rows "$work/a.csv" - job=sums state=ok)" \
	"$(points "$work/facts" chart time sums)"
same "processor time: a mark a sample" \
	"$(rows "$work/a.csv" - job=sums state=ok)" \
	"$(points "$work/facts" chart cpu sums)"
cells=$(rows "$work/a.csv" concurrency "$job" state=ok)
same "cells of the scaling job" 7 "$cells"
same "a point a cell: throughput" "$cells" \
	"$(points "$work/facts" chart scaling "$code")"
same "a point a cell: memory" "$cells" \
	"$(points "$work/facts" chart memory "$code")"
same "a point a cell: memory of a task" "$cells" \
	"$(points "$work/facts" chart memory-each "$code")"
same "a point a sample, one after another" \
	"$(rows "$work/a.csv" - job=sums state=ok)" \
	"$(points "$work/facts" chart trend sums)"
same "no scaling without three K" "" \
	"$(points "$work/facts" chart scaling sums)"
same "no histogram where no times were kept" "" \
	"$(points "$work/facts" chart latency sums)"
same "memory of one K: a mark a sample" \
	"$(rows "$work/a.csv" - job=sums state=ok)" \
	"$(points "$work/facts" chart memory-strip sums)"
# The first eight are there at once.
models=$(rows "$work/a.csv" model job=sums)
timelines=$(printf '12 %.0s' $(seq "$((models < 8 ? models : 8))"))
same "a timeline a model, a bar a task" "${timelines% }" \
	"$(points "$work/facts" chart timeline sums)"
same "a bar a task by lane too" "${timelines% }" \
	"$(points "$work/facts" lanes timeline sums)"
same "a hidden model has no marks" \
	"$(($(rows "$work/a.csv" - job=sums state=ok) -
	    $(rows "$work/a.csv" - job=sums state=ok model=serial)))" \
	"$(points "$work/facts" hidden time sums)"
same "the button says so" "pressed false" "$(grep '^pressed' "$work/facts")"

# --- the same in dark mode, narrow, and in print ---

dark=--blink-settings=preferredColorScheme=0
look "$work/a.html" "$work/dark" "$dark"
same "dark where the system is" "theme dark" "$(grep '^theme' "$work/dark")"
picture "$work/a.html" light 1200 2600
picture "$work/a.html" dark 1200 2600 "$dark"
picture "$work/a.html" narrow 500 2600
phone "$work/a.html" run
axe "$work/a.html"
axe "$work/a.html" "$dark"
chromium --no-pdf-header-footer --print-to-pdf="$pictures/paper.pdf" \
	"file://$work/a.html" >"$work/shot" || true
[ "$(stat -c %s "$pictures/paper.pdf" 2>/dev/null || echo 0)" -gt 20000 ] ||
	fail "nothing was printed"

# --- before and after, and a gate's verdict ---

"$simul" run "$work/jobs.ini" --quiet -o "$work/b.csv" >"$work/tables"
status=0
"$simul" compare "$work/a.csv" "$work/b.csv" --export-html "$work/c.html" \
	>"$work/tables" || status=$?
[[ $status = [013] ]] || fail "compare ends with $status"
look "$work/c.html" "$work/facts" --window-size=1200,900
all=$((cells + $(rows "$work/a.csv" concurrency job=sums state=ok)))
same "a ratio a cell" "$all" "$(points "$work/facts" chart forest compare)"
same "without those of a hidden model" $((all - 2)) \
	"$(points "$work/facts" hidden forest compare)"
same "both runs are there" \
	"$(rows "$work/a.csv" - job=sums state=ok) $(
	   rows "$work/b.csv" - job=sums state=ok)" \
	"$(points "$work/facts" chart time sums)"
picture "$work/c.html" compare 1200 1200
phone "$work/c.html" compare
axe "$work/c.html"
picture "$work/c.html" compare-narrow 500 1400 "$dark"

status=0
"$simul" gate --replay "$2/tests/data/gate-red.csv" --quiet \
	--export-json "$work/gate.json" >"$work/tables" || status=$?
same "the gate's status" 1 "$status"
"$simul" report "$work/gate.json" -o "$work/gate.html"
look "$work/gate.html" "$work/facts" --window-size=1200,900
same "a point a ratio: controls, tests, a confirmation" \
	"$(grep -c '"ratio": [0-9]' "$work/gate.json")" \
	"$(points "$work/facts" chart forest gate)"
same "the outcome is the title" "title simul%20gate%3A%20REGRESSION" \
	"$(grep '^title' "$work/facts")"
grep -q '^said .*spread' "$work/facts" ||
	fail "arrow keys say no ratio: $(grep '^said' "$work/facts")"
picture "$work/gate.html" gate 1200 900
phone "$work/gate.html" gate
axe "$work/gate.html"

awk 'BEGIN { RS = ""; ORS = "" } {
	from = index($0, "\"cells\": [") + 10
	one = substr($0, from, index($0, "\n    },") - from) "\n    }"
	print substr($0, 1, from - 1) one
	for (i = 2; i <= 1000; i++)
		print "," one
	print "], \"notes\": []}"
}' "$work/gate.json" >"$work/many.json"
"$simul" report "$work/many.json" -o "$work/many.html"
look "$work/many.html" "$work/facts"
same "of very many cells some are drawn" 1200 \
	"$(points "$work/facts" chart forest gate)"
grep -q '^remark Only the first 400 of 1000 cells' "$work/facts" ||
	fail "the page doesn't say so: $(grep '^remark' "$work/facts")"

# --- a history ---

for run in $(seq -w 12); do
	sed -E "2,\$s/,[0-9]{4}-[0-9-]*T[0-9:]*Z,/,2026-01-${run}T00:00:00Z,/" \
		"$work/a.csv" >"$work/$run.csv"
	"$simul" history add "$work/$run.csv" --history "$work/h.csv" \
		--commit "c$run" >"$work/tables" 2>&1
done
"$simul" report "$work/h.csv" -o "$work/h.html"
look "$work/h.html" "$work/facts"
same "a chart a cell" "$(rows "$work/h.csv" - commit=c01)" \
	"$(grep -c '^chart history' "$work/facts")"
same "a point a run" "$(($(rows "$work/h.csv" - commit=c01) * 12))" \
	"$(awk '/^chart history/ { n += $4 } END { print n }' "$work/facts")"
grep -q '^said c01, 2026-01-01, ' "$work/facts" ||
	fail "arrow keys say no run: $(grep '^said' "$work/facts")"
picture "$work/h.html" history 1200 1500
phone "$work/h.html" history
axe "$work/h.html" "$dark"
picture "$work/h.html" history-dark 500 1500 "$dark"

# --- times of single tasks ---

"$simul" run squares --base 20000 -n 100 -c 2,20 -m all -r 11 --quiet \
	--percentiles -o "$work/p.csv" >"$work/tables"
"$simul" report "$work/p.csv" -o "$work/p.html"
look "$work/p.html" "$work/facts" --window-size=1200,900
# Bins from the samples' times themselves, and p50, p90 and p99 of each row.
wanted=$(awk -F, '
	{ sub("\r$", "") }
	NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	{
		row = $at["model"] "/" $at["concurrency"]
		rows[row] = 1
		n = split(substr($at["times_ns"], 3), step, " ")
		for (ns = i = 0; ++i <= n;) {
			split(step[i], one, "x")
			ns += one[1]
			bin = row "/" int(log(ns) / log(10) * 16 + 1e-12)
			bins[bin] = 1
		}
	}
	END { print length(rows) * 3 + length(bins) }' "$work/p.csv")
same "a point a bin and a percentile" "$wanted" \
	"$(points "$work/facts" chart latency squares)"
picture "$work/p.html" percentiles 1200 1600
picture "$work/p.html" percentiles-narrow 500 1600 "$dark"

# --- nothing good to draw ---

sed '2,$s/,ok,,/,failed,broken,/' "$work/a.csv" >"$work/failed.csv"
"$simul" report "$work/failed.csv" -o "$work/failed.html"
look "$work/failed.html" "$work/facts"
same "no charts where no sample is good" "" "$(grep '^chart' "$work/facts")"
grep -q '^tables [1-9]' "$work/facts" || fail "tables are there all the same"

# --- a million tasks ---

"$simul" run null -n 1000000 -c 2 -m threads -r 1 --warmup 0 --quiet \
	--export-tasks "$work/million.csv" >"$work/tables"
"$simul" report "$work/million.csv" -o "$work/million.html"
size=$(stat -c %s "$work/million.html")
[ "$size" -lt 1000000 ] || fail "a page of $size bytes for a million tasks"
look "$work/million.html" "$work/facts"
same "tasks are thinned" 400 "$(points "$work/facts" chart timeline null)"
grep -q '^hint 1,000,000 tasks.*Thinned: 1 task of 2,500' "$work/facts" ||
	fail "the page doesn't say so: $(grep '^hint' "$work/facts")"
lanes=$(points "$work/facts" lanes timeline null)
if [ "${lanes:-0}" -lt 1 ] || [ "$lanes" -gt 1200 ]; then
	fail "lanes are thinned to 1200 bars, not '$lanes'"
fi

if [ $failures -gt 0 ]; then
	echo "$failures of the checks of the page failed"
	exit 1
fi
echo "the page is as it should be; pictures are in $pictures"
