/* file_number.h - a number in one of the kernel's small files. */
#ifndef SIMUL_FILE_NUMBER_H
#define SIMUL_FILE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* Reads the number behind `key`, which begins a line ("MemAvailable:", "Pss:",
 * or "" for the first line that begins with a number). False, and *number as it
 * was, if there is no such line or the file can't be read. Never waits where
 * /proc, /sys and files of cgroups don't. */
bool file_number(const char *path, const char *key, uint64_t *number);

#endif
