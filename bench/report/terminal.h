/* terminal.h - whether a stream is a terminal, and what it can show. */
#ifndef SIMUL_TERMINAL_H
#define SIMUL_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct terminal {
	bool is;                  /* a terminal, and TERM isn't empty or dumb */
	bool utf8;                /* by the user's locale */
	size_t columns;           /* 0: unknown */
};

/* All 0 if the stream isn't a terminal. Doesn't set the locale. */
void terminal_look(FILE *stream, struct terminal *terminal);

#endif
