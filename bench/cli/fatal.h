/* fatal.h - how the program ends when it can't do what was asked. */
#ifndef SIMUL_FATAL_H
#define SIMUL_FATAL_H

#define EXIT_SAMPLE_FAILED 1
#define EXIT_USAGE         2
#define EXIT_INTERRUPTED   130

/* Prints "simul: <sentence>" on stderr and exits with EXIT_USAGE. */
_Noreturn void fatal(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* How each warning begins. */
#define WARNING_PREFIX "simul: warning: "

/* Prints "simul: warning: <sentence>" on stderr. */
void warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
