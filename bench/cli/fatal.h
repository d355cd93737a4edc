/* fatal.h - the only place that ends the program with an error message. */
#ifndef SIMUL_FATAL_H
#define SIMUL_FATAL_H

#define EXIT_SAMPLE_FAILED 1
#define EXIT_USAGE         2
#define EXIT_CROSSED       4    /* a threshold */

/* Prints "simul: <sentence>" on stderr and exits with EXIT_USAGE. */
_Noreturn void fatal(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* Begins every warning. */
#define WARNING_PREFIX "simul: warning: "

/* Prints "simul: warning: <sentence>" on stderr. */
void warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
