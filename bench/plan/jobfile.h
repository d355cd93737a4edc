/* jobfile.h - jobs from a file, in the style of fio.
 *
 *   [global]            ; defaults for the sections below
 *   repeat = 5
 *
 *   [sites]             ; a job, named by its section
 *   workload = download
 *   latency = 50ms
 *   concurrency = 1, 4, 16..64
 *
 * A key is a long option without its dashes. A list makes a matrix.
 */
#ifndef SIMUL_JOBFILE_H
#define SIMUL_JOBFILE_H

#include "bench/plan/job.h"

#define JOBFILE_BYTES_MAX ((size_t)1 << 20)

/* Does the argument name a file rather than a workload? If it has a '/' or ends
 * in ".ini". */
bool jobfile_named(const char *name);

/* What the value of `workload` in this file names: a plug-in that lies beside
 * the file (or whose path begins there) by a path from here, which is put into
 * buf; else the value itself. */
const char *jobfile_workload(const char *path, const char *value, char *buf,
			     size_t size);

/* Reads the file, appends `overrides` (the command line's entries) to every
 * section, and builds the jobs of those sections that `only` names (a comma
 * list; NULL: all). Refuses an override that matters to none of them.
 * 0 or a negative errno; err names file, line and key. */
int jobfile_read(struct jobs *jobs, const char *path,
		 const struct draft *overrides, const char *only,
		 struct error *err);

/* Calls visit for each section but [global] of a file whose name
 * jobfile_named takes for one. Of a file that can't be read there are none. */
void jobfile_sections(const char *path,
		      void (*visit)(void *user, const char *section),
		      void *user);

#endif
