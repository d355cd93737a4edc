/* fatal.c - the only place that ends the program with a message. */
#include "bench/fatal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void say(const char *kind, const char *format, va_list args)
{
	fflush(stdout);
	fprintf(stderr, "simul: %s", kind);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

void fatal(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("", format, args);
	va_end(args);
	exit(EXIT_USAGE);
}

void warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("warning: ", format, args);
	va_end(args);
}
