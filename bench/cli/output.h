/* output.h - what is printed arrives, or the program says that it didn't.
 *
 * The standard output and the standard error wait for a slow reader even where
 * the descriptor is set not to block, go on after a signal, and keep the first
 * error: a full disk, a closed pipe, `ulimit -f`.
 */
#ifndef SIMUL_OUTPUT_H
#define SIMUL_OUTPUT_H

/* First of all. Replaces `stdout` and `stderr`. If one of the three was closed,
 * nothing that is opened later gets its number. Writing into a closed pipe or
 * beyond a limit is an error from now on and no signal. */
void output_open(void);

/* At the end: sends what is left. Returns the status; if something was lost, it
 * says so, and a status that would have told of success or of a result is
 * EXIT_USAGE instead. */
int output_close(int status);

#endif
