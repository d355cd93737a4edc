/* terminal.h - what a stream shows to a person, if it does. */
#ifndef SIMUL_TERMINAL_H
#define SIMUL_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct terminal {
	bool is;                  /* one that obeys: TERM is there, not dumb */
	bool utf8;                /* by the user's locale */
	size_t columns;           /* 0: not known */
};

/* All 0 if the stream is no terminal. Doesn't set the locale. */
void terminal_look(FILE *stream, struct terminal *terminal);

#endif
