/* percent.c - a number and its sign. */
#include "bench/cli/percent.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "runners/units.h"

int percent_parse(const char *option, const char *text, double most,
		  double *share, struct error *err)
{
	size_t length = strlen(text);
	char number[32];
	double value;

	if (length < 2 || length > sizeof(number) || text[length - 1] != '%')
		return error_set(err, -EINVAL,
				 "'--%s' takes a percentage such as '2.5%%', "
				 "not '%.40s'",
				 option, text);
	snprintf(number, sizeof(number), "%.*s", (int)length - 1, text);
	if (units_parse_real(number, &value) < 0 || !(value > 0.0) ||
	    value > 100.0 * most)
		return error_set(err, -EINVAL,
				 "'--%s' takes a percentage above 0 up to "
				 "%g%%, not '%s'",
				 option, 100.0 * most, text);
	*share = value / 100.0;
	return 0;
}
