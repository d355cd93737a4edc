#!/bin/bash
# test_plugin.sh - workloads from shared objects: run, listed and refused.
#
#   test_plugin.sh BUILD/simul PROJECT
#
# Uses build/example.so, and compiles others, as a user would: against the
# headers alone.
. "$(dirname "$0")/lib.sh"
export LC_ALL=C

example=$(dirname "$simul")/example.so
cc=${CC:-cc}

compile() # NAME: from standard input
{
	cat > "$1.c"
	"$cc" -shared -fPIC -Wall -Wextra -Werror -I "$project" -o "$1.so" \
		"$1.c"
}

# A workload in which NAME, MEMBERS and OPTIONS (rows) are put.
made() # FILE NAME MEMBERS [OPTIONS [VERSION]]
{
	compile "$1" <<END
#include "runners/plugin.h"
struct params { uint64_t x, y; };
static inline int body(struct io *io, const void *params, size_t task,
		       struct value *v)
{
	(void)params;
	v->number = task + 1;
	return io_sleep(io, 0);
}
static const struct option_row rows[] = { ${4-} { 0 } };
static const struct workload made = {
	.name = $2, .options = rows, .params_size = sizeof(struct params), $3
};
const struct simul_plugin simul_plugin = {
	.version = ${5-SIMUL_PLUGIN_VERSION}, .workload = &made,
};
END
}

whole='.summary = "made", .tasks = 3, .body = body,'

# runs ARGUMENT...: one sample of each model.
runs()
{
	ends 0 run -q -r 1 --warmup 0 "$@"
}

every_model_runs_the_example()
{
	local model why

	runs "$example" -m all -n 20 -c 4 --pause 100us -o out.csv
	says "and its values are right" \
		"20 values right in all $(models_here) samples"
	for model in serial threads processes async threads+async \
		processes+async; do
		why=
		grep -q ",walk,.*,$model,.*,ok," out.csv || why="no such row"
		verdict "a sample of $model is ok" "$why"
	done
}

a_bare_name_is_in_the_working_directory()
{
	cp "$example" mine.so
	runs mine.so -n 2
	runs ./mine.so -n 2
}

its_options_stand_anywhere()
{
	runs --pause 1us -n 2 ./mine.so
	runs --pause=1us,2us -n 2 ./mine.so -m async
	says "and a list makes a matrix" "pause=2us"
	runs -n 2 --pause 1us -- ./mine.so
	# The value of an option is not the operand.
	runs -o x.so -n 2 mine.so
	holds "and results go to x.so" "walk" x.so
	refuses "did you mean '--pause'?" run ./mine.so --pouse 1ms
	refuses "'--pause' takes a duration" run ./mine.so --pause fast
	refuses "no option '--latency'" run ./mine.so --latency 1ms
}

list_and_help_show_its_options()
{
	accepts "walk" list ./mine.so
	says "and its option" "--pause=TIME"
	accepts "Options of walk:" run ./mine.so --help
	says "and its option" "--pause=TIME"
	accepts "--latency" list download
	refuses "did you mean 'download'?" list downlaod
	refuses "cannot open './none.so'" list ./none.so
}

job_files_name_it()
{
	printf '[a]\nworkload = ./mine.so\npause = 1us\ntasks = 2\n' > a.ini
	runs a.ini
	printf '[a]\nworkload = ./mine.so\npuase = 1us\n' > b.ini
	refuses "b.ini:3: no option 'puase': did you mean 'pause'?" run b.ini
	mkdir beside && cp mine.so beside/own.so
	printf '[a]\nworkload = own.so\npause = 1us\ntasks = 2\n' \
		> beside/a.ini
	runs beside/a.ini
	printf '[a]\nworkload = ./none.so\n' > c.ini
	refuses "c.ini:2: cannot open './none.so'" run c.ini
	made twin '"walk"' "$whole"
	printf '[a]\nworkload = ./mine.so\n[b]\nworkload = ./twin.so\n' > d.ini
	refuses "d.ini:4: './twin.so': its workload is called 'walk'" run d.ini
}

# A gate runs a copy of the job file from a directory of its own. The folder may
# have a blank in its name.
a_gate_finds_it_beside_the_job_file()
{
	local why=

	mkdir "of ours" && cp mine.so "of ours/my own.so"
	{
		printf '[a]\nworkload = my own.so ; ours\npause = 1us\n'
		printf 'tasks = 2\nmodel = serial\n'
	} >"of ours/gate.ini"
	patience=240 try gate --quiet --base "$simul" --seed 1 --control 9 \
		--max-time 20s --max-pairs 9 --export-json gate.json \
		"of ours/gate.ini"
	case $status in
	0|1|3) ;;
	*) why="status $status" ;;
	esac
	grep -q '"job": "a"' gate.json || why="no cell in gate.json"
	verdict "a gate with a plug-in beside its job file" "$why"
}

what_is_no_plugin_is_refused()
{
	refuses "cannot open './none.so': No such file" run ./none.so
	mkdir -p dir.so
	refuses "it is not a regular file" run ./dir.so
	echo "not one" > text.so
	refuses "cannot load './text.so': " run ./text.so
	refuses "it must be a shared object" run text.so
	: > empty.so
	refuses "cannot load './empty.so': " run ./empty.so
	cp "$simul" program.so
	refuses "cannot load './program.so': " run ./program.so
	echo 'int x;' | compile other
	refuses "'./other.so' exports no 'simul_plugin'" run ./other.so
	compile unbound <<-'END'
		#include "runners/plugin.h"
		extern int nowhere(void);
		extern const int *keep;
		const int *keep = (const int *)nowhere;
	END
	refuses "undefined symbol: nowhere" run ./unbound.so
}

what_lacks_something_is_refused()
{
	made old '"made"' "$whole" "" "7u << 16 | 8"
	refuses "was made for version 7.8 of runners/plugin.h" run ./old.so
	made nameless NULL "$whole"
	refuses "must have a name" run ./nameless.so
	made mute '"made"' '.tasks = 3, .body = body,'
	refuses "must have a summary" run ./mute.so
	made none '"made"' '.summary = "made", .body = body,'
	refuses "must have a number of tasks" run ./none.so
	made idle '"made"' '.summary = "made", .tasks = 3,'
	refuses "must have a body" run ./idle.so
	made unkind '"made"' "$whole" \
		'{ .name = "x", .kind = (enum option_kind)99, .help = "x" },'
	refuses "'x' of 'made' is of no kind that there is" run ./unkind.so
	compile void <<-'END'
		#include "runners/plugin.h"
		const struct simul_plugin simul_plugin = {
			.version = SIMUL_PLUGIN_VERSION,
		};
	END
	refuses "has no workload" run ./void.so
}

clashes_are_refused()
{
	made taken '"download"' "$whole"
	refuses "is called 'download', as one of simul's own" run ./taken.so
	made blank '"my own"' "$whole"
	refuses "name must be 1 to 31" run ./blank.so
	made rate '"made"' "$whole" \
		'{ .name = "rate", .help = "h", .kind = OPTION_COUNT },'
	refuses "the option 'rate' of 'made' clashes" run ./rate.so
	made letter '"made"' "$whole" \
		'{ .name = "z", .letter = 0x6e, .help = "h" },'
	refuses "the option 'z' of 'made' clashes" run ./letter.so
	made outside '"made"' "$whole" \
		'{ .name = "z", .help = "h", .offset = 16 },'
	refuses "lies outside of its params_size" run ./outside.so
	made helpless '"made"' "$whole" '{ .name = "z" },'
	refuses "must have a name" run ./helpless.so
}

# What the headers offer to a workload, the program has.
the_program_exports_what_headers_tell()
{
	local header name names missing=

	nm -D --defined-only "$simul" |
		awk 'NF == 3 { sub(/@.*/, "", $3); print $3 }' >../exported
	for header in io units content random burn; do
		names=$(sed -E 's|^ ?\*.*||' "$project/runners/$header.h" |
			grep -oE "\\b$header(_[a-z]+)+\\(" | tr -d '(')
		[ -n "$names" ] || missing+=" all of runners/$header.h"
		for name in $names; do
			grep -qxF "$name" ../exported || missing+=" $name"
		done
	done
	verdict "runners/plugin.list has what headers offer" \
		"${missing:+not$missing}"
	names=$(grep -xE "lane_run|io_init|area_new|jobs_build|workload_find" \
		../exported | xargs)
	verdict "and no more" "$names"
}

every_model_runs_the_example
a_bare_name_is_in_the_working_directory
its_options_stand_anywhere
list_and_help_show_its_options
job_files_name_it
a_gate_finds_it_beside_the_job_file
what_is_no_plugin_is_refused
what_lacks_something_is_refused
clashes_are_refused
the_program_exports_what_headers_tell
passed
