/* fatal.c - errors that end the program, and warnings. */
#include "bench/cli/fatal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/report/paint.h"
#include "runners/secret.h"

static void say(const char *prefix, const char *format, va_list args)
{
	char text[2048];

	secret_format(text, sizeof(text), format, args);
	fflush(stdout);
	fputs(prefix, stderr);
	paint_text(stderr, text);
	fputc('\n', stderr);
}

void fatal(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("simul: ", format, args);
	va_end(args);
	exit(EXIT_USAGE);
}

void warning(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(WARNING_PREFIX, format, args);
	va_end(args);
}
