/* cmd_manual.c - `simul manual`: the manual page. */
#include <string.h>

#include "bench/cli/arguments.h"
#include "bench/cli/commands.h"
#include "bench/cli/describe.h"
#include "bench/cli/fatal.h"

int cmd_manual(int argc, char **argv)
{
	struct arguments a = {
		.command = "simul manual",
		.doc = "Print the manual page, simul(1), as mdoc."
		       "\vExample:\n"
		       "  simul manual | man -l -",
	};
	int rc;

	arguments_parse(&a, argc, argv);
	rc = describe_all(&manual_page);
	if (rc < 0)
		fatal("cannot print the page: %s", strerror(-rc));
	return 0;
}
