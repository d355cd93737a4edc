/* version.h - what this program is made of. */
#ifndef SIMUL_VERSION_H
#define SIMUL_VERSION_H

#include <stdio.h>

/* Version and commit, compiler and flags, libcurl. */
void version_print(FILE *out);

#endif
