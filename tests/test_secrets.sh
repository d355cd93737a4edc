#!/bin/bash
# test_secrets.sh - no output has a password in it: not of a URL, a proxy or a
# data source name, right or wrong, wherever a user can write one.
#
#   bash test_secrets.sh PATH/simul PROJECT_DIR
#
# $mark is, or is in, every password. Files that are simul's input lie in
# ../in; all that it writes is searched.
. "$(dirname "$0")/lib.sh"

mark=S3cReT
mkdir ../in
unset http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY

# As people type them. The first ones are right, but for port 1, where nothing
# listens.
urls=(
	"http://me:$mark@127.0.0.1:1/x"
	"HTTP://$mark@127.0.0.1:1/x"
	"http://127.0.0.1:1/x?n=1&token=$mark"
	"http://127.0.0.1:1/x?api_key=$mark&n=1"
	"http://me:a%2F$mark@127.0.0.1:1/x"
	"http://me:a@$mark@127.0.0.1:1/"
	"http://me:a/$mark@127.0.0.1:1/"
	"http://me:a?$mark@127.0.0.1:1/"
	"http://me:a#$mark@127.0.0.1:1/"
	"http://me:a $mark@127.0.0.1:1/"
	"http://me:a'$mark@127.0.0.1:1/"
	"http://me:a:$mark@127.0.0.1:1/"
	"http://me:$mark@127.0.0.1:x/"
	"http://me:$mark@127.0.0.1:1234567/"
	"http://me:$mark@[::1/"
	"http://me:$mark@/"
	"http://me:$mark"
	"http:///me:$mark@127.0.0.1/"
	"http:/me:$mark@127.0.0.1/"
	"http:me:$mark@127.0.0.1/"
	"me:$mark@127.0.0.1:1/x"
	"ftp://me:$mark@127.0.0.1:1/x"
	"mysql://me:$mark@127.0.0.1:1/db"
	"$(printf 'http://me:%s@\377\376.example/' "$mark")"
	"http://me:$(printf '%0300d' 0)$mark@127.0.0.1:x/"
	"http://me:$(printf '%05000d' 0)x$mark@127.0.0.1:x/"
	"me:$(printf '%0300d' 0)$mark@127.0.0.1:1/"
)

# silent WHAT: nothing that the last try wrote has the mark in it.
silent() {
	local why=

	if grep -rqF "$mark" . ../out ../err; then
		why="shown: $(grep -rFh "$mark" . ../out ../err | head -1)"
	elif [ "$status" -gt 4 ]; then
		why="status $status"
	fi
	verdict "$1" "${why:0:300}"
	rm -rf ./*
}

quick=(-n 2 -r 1 --warmup 0 -c 2 -m serial,async)
outputs=(--verbose --long -o r.csv --export-json r.json --export-markdown r.md
	--export-tasks t.csv)

# Each URL wherever an option or operand may be written by mistake, too.
checks_options() {
	local u

	for u in "${urls[@]}"; do
		try run download "${quick[@]}" --url "$u" "${outputs[@]}"
		silent "--url ${u:0:60}"
		printf 'POST %s body\n' "$u" >../in/list
		try run download "${quick[@]}" --urls ../in/list "${outputs[@]}"
		silent "in a list"
		try run steps "${quick[@]}" --steps "sleep 0, fetch $u" \
			"${outputs[@]}"
		silent "in a step"
		try run steps "${quick[@]}" --steps "fetch /x" --base-url "$u" \
			"${outputs[@]}"
		silent "as a base"
		try run query "${quick[@]}" --dsn "$u" "${outputs[@]}"
		silent "as a data source name"
		printf '[a]\nworkload = download\nsize = %s\n' "${u:0:150}" \
			>../in/a.ini
		try run ../in/a.ini
		silent "in a job file, as a size"
		try run download --size "$u"
		silent "as a size"
		try run download -c "$u"
		silent "as K"
		try run download -m "$u"
		silent "as a model"
		try run download "$u"
		silent "as an operand"
		try run "$u"
		silent "as a workload"
		try run download --quiet="$u"
		silent "as the value of a flag"
		try show "$u"
		silent "as a file of results"
		try report "$u" -o page.html
		silent "as a file of a page"
		try compare "$u" "$u"
		silent "as files to compare"
		try history add "$u"
		silent "as a file of a history"
		try gate --base "$u" ../in/a.ini
		silent "as a program"
		try serve --listen "$u"
		silent "as an address"
		try run null -n 1 -r 1 -q -o "$u"
		silent "as an output"
		try "$u"
		silent "as a command"
	done
}

checks_good_ones() {
	local at

	start_server
	at=me:$mark@${url#http://}
	try run download -n 4 -r 2 --url "http://$at/bytes/10" \
		--url "http://$at/redirect?to=ftp://$at/" "${outputs[@]}"
	cp r.csv t.csv ..
	silent "fetched, and a redirect to a URL with a password"
	try run steps "${quick[@]}" "${outputs[@]}" \
		--steps "fetch http://$at/bytes/10, fetch /bytes/5" \
		--base-url "http://$at"
	[ $status -eq 0 ] || verdict "steps are right" "status $status"
	cp r.csv ../s.csv
	silent "fetched in steps"
	printf '[x]\nworkload = download\nurl = http://%s/bytes/9\n' "$at" \
		>../in/b.ini
	try run ../in/b.ini "${quick[@]}" "${outputs[@]}"
	silent "from a job file"
	try report ../r.csv ../t.csv -o page.html
	silent "in a page"
	try compare ../s.csv ../s.csv --export-html page.html
	silent "in a comparison"
	try show --long ../s.csv
	silent "in a table of saved results"
	stop_server
}

checks_proxies() {
	local proxy

	for proxy in "http://me:$mark@127.0.0.1:1" "me:$mark@127.0.0.1:1" \
		"nonsense://me:$mark@127.0.0.1:1" "http://me:$mark@127.0.0.1:x"
	do
		export http_proxy=$proxy
		try run download "${quick[@]}" --url http://simul.invalid/ \
			"${outputs[@]}"
		silent "http_proxy=${proxy:0:40}"
		try env
		silent "in the environment"
		unset http_proxy
	done
}

# Options that are secrets, right and wrong.
checks_persons() {
	local given

	start_server
	for given in "--user=me:$mark" "--user=$mark" "--cookie=a=$mark" \
		"--cookie=$mark" "-HAuthorization: Bearer $mark" \
		"-HX-Key: $mark" "-HAuthorization:Bearer:$mark"
	do
		try run download "${quick[@]}" --url "$url/bytes/9" "$given" \
			"${outputs[@]}"
		silent "${given:0:12}"
		try run steps "${quick[@]}" --steps "fetch /bytes/9" \
			--base-url "$url" "$given" "${outputs[@]}"
		silent "${given:0:12} in steps"
	done
	for given in "http://me:$mark@127.0.0.1:1" "me:$mark@127.0.0.1:1" \
		"nonsense://me:$mark@127.0.0.1" "http://me:$mark@127.0.0.1:x" \
		"${url/:\/\//:\/\/me:$mark@}"
	do
		try run download "${quick[@]}" --url http://simul.invalid/ \
			--proxy "$given" "${outputs[@]}"
		silent "--proxy ${given:0:40}"
		try run download "${quick[@]}" --url http://simul.invalid/ \
			--resolve "$given" --unix-socket "$given"
		silent "--resolve ${given:0:40}"
	done
	stop_server
}

checks_options
checks_persons
checks_good_ones
checks_proxies
passed
