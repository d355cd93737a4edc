#!/bin/bash
# test_install.sh - the installation is complete and works where it is.
#
#   test_install.sh BUILD/simul PROJECT
set -euo pipefail
export LC_ALL=C

build=$(dirname "$1")
project=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! command -v cmake >/dev/null; then
	echo "skipped: no cmake"
	exit 77
fi
if [ ! -e "$build/simul.1" ]; then
	echo "skipped: not all is built (cmake --build $build)"
	exit 77
fi
DESTDIR=$work cmake --install "$build" --prefix /opt/simul >"$work/log"
DESTDIR=$work cmake --install "$build" --prefix /usr >>"$work/log"

for file in bin/simul share/man/man1/simul.1 share/simul/jobs/default.ini \
	share/bash-completion/completions/simul \
	share/fish/vendor_completions.d/simul.fish \
	share/zsh/site-functions/_simul share/doc/simul/README.md \
	share/doc/simul/copyright; do
	[ -s "$work/opt/simul/$file" ] || { echo "no $file"; exit 1; }
done
[ -s "$work/usr/share/zsh/vendor-completions/_simul" ] ||
	{ echo "below /usr the zsh of Debian doesn't find _simul"; exit 1; }
for page in "$project"/docs/*.md; do
	[ -s "$work/opt/simul/share/doc/simul/docs/${page##*/}" ] ||
		{ echo "no docs/${page##*/}"; exit 1; }
done

cd "$work"
opt/simul/bin/simul run null -n 10 -r 1 --warmup 0 --quiet -o a.csv >tables
opt/simul/bin/simul report a.csv
[ -s report.html ] || { echo "no report.html"; exit 1; }
# No installed file contains the path of the build.
if grep -rlF -- "$build" opt/simul/share; then
	echo "the place of the build is in these files"
	exit 1
fi
