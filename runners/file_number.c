/* file_number.c - line by line, up to the one that has it. */
#include "runners/file_number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool file_number(const char *path, const char *key, uint64_t *number)
{
	FILE *file = fopen(path, "re");
	size_t length = strlen(key);
	char line[1024];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = strncmp(line, key, length) == 0 &&
			sscanf(line + length, " %" SCNu64, number) == 1;
	if (file)
		fclose(file);
	return found;
}
