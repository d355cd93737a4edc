/* interrupts.h - Ctrl-C and its like, counted.
 *
 * The first Ctrl-C is gentle. SIGTERM and SIGHUP come from what will send
 * SIGKILL next (docker stop, a CI, a terminal that closes), so one of them
 * counts like a second Ctrl-C.
 */
#ifndef SIMUL_INTERRUPTS_H
#define SIMUL_INTERRUPTS_H

#include <signal.h>

/* 1: start nothing more; 2 or more: end what runs, too. */
extern volatile sig_atomic_t interrupts;

/* Counts SIGINT, SIGTERM and SIGHUP from now on instead of ending; one that
 * was ignored (nohup) stays ignored. The first SIGINT writes the hint to
 * stderr. */
void interrupts_catch(const char *hint);

/* The process to which each is passed on, or 0: SIGUSR1 counts as one, SIGUSR2
 * as two. */
extern volatile sig_atomic_t interrupts_child;

/* In that process: counts those, and ignores the others, which a terminal
 * sends to both. */
void interrupts_follow(void);

/* The exit status after an interrupt: 128 and the number of the last signal,
 * as a shell has it. */
int interrupts_status(void);

#endif
