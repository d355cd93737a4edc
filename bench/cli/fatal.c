/* fatal.c - errors that end the program, and warnings. */
#include "bench/cli/fatal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "runners/secret.h"

/* Quoted text may come from a file: it must not control the terminal. */
static void say(const char *prefix, const char *format, va_list args)
{
	char text[2048];

	secret_format(text, sizeof(text), format, args);
	for (char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	fflush(stdout);
	fprintf(stderr, "%s%s\n", prefix, text);
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
