/* completion.h - the words that can complete an unfinished command line.
 *
 * The scripts simul.bash, simul.zsh and simul.fish make the shell call `simul
 * __complete WORD...`. It prints a line for each candidate: the word, a tab,
 * and what the word means. Lines that begin with ':' tell the shell
 *
 *   :files [ENDING]   to offer files, with that ending
 *   :directories      to offer directories
 *   :nospace          to add no space after the word: a list may go on
 */
#ifndef SIMUL_COMPLETION_H
#define SIMUL_COMPLETION_H

#include <stdio.h>

/* word: the words after "simul"; the last is the unfinished one, or "". Prints
 * nothing for a line that makes no sense. Reads the section names of a job
 * file, but doesn't load plug-ins. */
void completion_print(FILE *out, int words, char **word);

/* The scripts, built into the program by completion.cmake. */
extern const char completion_bash[], completion_zsh[], completion_fish[];

#endif
