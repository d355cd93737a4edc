/* terminal.c - asks the system, then the environment. */
#include "bench/report/terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "runners/units.h"

/* Those two may be streams without a descriptor (bench/cli/output.h). */
static int descriptor_of(FILE *stream)
{
	if (stream == stdout)
		return STDOUT_FILENO;
	return stream == stderr ? STDERR_FILENO : fileno(stream);
}

static bool obeys(FILE *stream)
{
	const char *term = getenv("TERM");

	return isatty(descriptor_of(stream)) && term && *term &&
	       strcmp(term, "dumb") != 0;
}

/* By the user's locale, if that is installed. */
static bool is_utf8(void)
{
	locale_t chosen = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	bool is;

	if (!chosen)
		return false;
	is = strcmp(nl_langinfo_l(CODESET, chosen), "UTF-8") == 0;
	freelocale(chosen);
	return is;
}

/* COLUMNS only if the terminal doesn't report its size: it may be another
 * window's. */
static size_t columns_of(FILE *stream)
{
	const char *text = getenv("COLUMNS");
	struct winsize size;
	uint64_t columns;

	if (ioctl(descriptor_of(stream), TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	if (text && units_parse_count(text, &columns) == 0)
		return columns;
	return 0;
}

void terminal_look(FILE *stream, struct terminal *t)
{
	*t = (struct terminal){ .is = obeys(stream) };
	if (!t->is)
		return;
	t->utf8 = is_utf8();
	t->columns = columns_of(stream);
}
