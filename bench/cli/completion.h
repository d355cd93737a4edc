/* completion.h - what may stand at the end of an unfinished command line.
 *
 * Shells ask by `simul __complete WORD...`, as the scripts simul.bash,
 * simul.zsh and simul.fish make them do. The answer is a line for each
 * candidate: the word and, after a tab, what it is. Lines that begin with ':'
 * tell the shell
 *
 *   :files [ENDING]   to offer files, with that ending
 *   :directories      to offer directories
 *   :nospace          to put no blank after the word: a list may go on
 */
#ifndef SIMUL_COMPLETION_H
#define SIMUL_COMPLETION_H

#include <stdio.h>

/* The words after "simul"; the last is the unfinished one, or "". Of a line
 * that makes no sense nothing is printed. Reads a job file for the names of
 * its sections, but doesn't load plug-ins. */
void completion_print(FILE *out, int words, char **word);

/* Those scripts, built into the program (completion.cmake). */
extern const char completion_bash[], completion_zsh[], completion_fish[];

#endif
