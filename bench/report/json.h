/* json.h - all of the results and their summary, for other programs.
 *
 *   { "schema": 4, "environment": {...},
 *     "cells": [ { ..., "summary": {...}, "samples": [ {...}, ... ] } ] }
 *
 * Fields are named as the columns of the CSV file (columns.h). Whole numbers
 * are numbers up to 2^53, which every reader keeps exactly, and texts beyond;
 * a digest is always a text of hexadecimal digits. What is not known is null.
 * A byte of a text that isn't UTF-8 is U+FFFD. All beyond ASCII is escaped.
 */
#ifndef SIMUL_JSON_H
#define SIMUL_JSON_H

#include "bench/analysis/summary.h"
#include "runners/error.h"

/* As save_write. A cell without samples is left out. */
int json_save(const struct summary *summary, const char *path,
	      struct error *err);

#endif
