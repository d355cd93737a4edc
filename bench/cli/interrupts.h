/* interrupts.h - Ctrl-C and its like, counted. */
#ifndef SIMUL_INTERRUPTS_H
#define SIMUL_INTERRUPTS_H

#include <signal.h>

/* How many SIGINT, SIGTERM and SIGHUP came since interrupts_catch. */
extern volatile sig_atomic_t interrupts;

/* Counts them from now on instead of ending; one that was ignored (nohup)
 * stays ignored. The first SIGINT writes the hint to stderr. */
void interrupts_catch(const char *hint);

/* The process to which each is passed on as SIGUSR1, or 0. */
extern volatile sig_atomic_t interrupts_child;

/* In that process: counts SIGUSR1, and ignores the others, which a terminal
 * sends to both. */
void interrupts_follow(void);

#endif
