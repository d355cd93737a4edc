#!/bin/bash
# test_fetch.sh - options of downloads as a user gives them: what is refused
# before anything runs, what the results say, and that no secret is in any of
# them.
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2086 # several words
what_can_t_work_is_refused()
{
	local job="run download --tasks 100000 --latency 60s -c 1 --quiet"

	echo "no certificate" >not.pem
	refuses "cannot open 'none.pem'" $job --cacert none.pem
	refuses "'not.pem' has no certificate" $job --cacert not.pem
	refuses "'--http': " $job --http 3
	refuses "'--http'" $job --http 1.5
	refuses "cannot open 'none'" $job --data-file none
	refuses "say --data-file" $job --data @none
	refuses "'--expect-status'" $job --expect-status ok
	refuses "'--header'" $job -H nonsense
	refuses "'--user'" $job -u me
	refuses "'--proxy'" $job --proxy ftp://there
	HOME=$PWD refuses "'--netrc'" $job --netrc
}

no_secret_is_shown()
{
	local leaks

	http_proxy=http://me:hidden@127.0.0.1:1 try run download \
		--url http://me:hidden@127.0.0.9:1/ -n 3 -c 2 -r 2 --warmup 0 \
		-m serial,async -u me:hidden --cookie a=hidden \
		-H "Authorization: Bearer hidden" -H "X-Mode: hidden" \
		--data hidden=1 --verbose --export-csv a.csv \
		--export-json a.json --export-markdown a.md \
		--export-tasks t.csv
	leaks=$(grep -l hidden ../out ../err a.csv a.json a.md t.csv |
		xargs)
	verdict "no output shows a secret" "$leaks"
	leaks=
	for file in ../out a.csv a.json a.md; do
		grep -q "by proxy http://127.0.0.1:1" $file ||
			leaks+=" not in $file"
	done
	verdict "the proxy in use is named" "$leaks"
	try show --long a.csv
	verdict "and when it is shown again" \
		"$(grep -l hidden ../out ../err)"
	http_proxy=http://me:hidden@127.0.0.1:1 no_proxy=127.0.0.9 try env
	grep -qE "^proxy +http://127.0.0.1:1 for http" ../out &&
		! grep -q hidden ../out
	verdict "env names it without its password" "${?#0}"
}

insecure_is_said()
{
	try run download --tls -k -n 4 -c 2 -r 1 --warmup 0 -m serial
	grep -q "TLS not verified (--insecure)" ../out
	verdict "the results say that TLS wasn't verified" "${?#0}"
}

# Twenty connections at once from ten ports.
ports_that_ran_out_are_named()
{
	local script='
		ip link set lo up || ifconfig lo up
		echo 40000 40009 >/proc/sys/net/ipv4/ip_local_port_range ||
			exit 99
		"$0" serve --port 39999 & server=$!
		for ((i = 0; i < 100; i++)); do
			(: </dev/tcp/127.0.0.1/39999) 2>/dev/null && break
			sleep 0.1
		done
		"$0" run download -n 40 -c 20 -r 1 --warmup 0 \
			--url "http://127.0.0.1:39999/bytes/9?latency_us=500000" \
			-m threads,async
		kill $server'

	timeout -k 5 100 unshare -rn bash -c "$script" "$simul" \
		>../out 2>../err
	if [ $? -eq 99 ] || grep -q ^unshare: ../err; then
		echo "skip    no network namespace to be had"
		return
	fi
	tr -s ' \n' ' ' <../out >../joined
	says "ports that ran out are named" \
		"no local port is left for 127.0.0.1 (TIME_WAIT;"
}

what_can_t_work_is_refused
no_secret_is_shown
insecure_is_said
ports_that_ran_out_are_named
passed
