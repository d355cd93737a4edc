/* multiproc.h - spawn: a pool of forked processes. */
#ifndef SIMUL_MULTIPROC_H
#define SIMUL_MULTIPROC_H

#include "runners/model.h"

extern const struct spawn spawn_processes;

#endif
