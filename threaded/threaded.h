/* threaded.h - spawn: a pool of POSIX threads. */
#ifndef SIMUL_THREADED_H
#define SIMUL_THREADED_H

#include "runners/model.h"

extern const struct spawn spawn_threads;

#endif
