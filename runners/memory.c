/* memory.c - one flag. */
#include "runners/memory.h"

#include <stdatomic.h>
#include <stdlib.h>

static atomic_bool lost;

void *memory_lost(void)
{
	atomic_store(&lost, true);
	return NULL;
}

bool memory_ran_out(void)
{
	return atomic_load(&lost);
}

void *memory_new(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	return memory ? memory : memory_lost();
}

char *memory_text(FILE *stream, char **text)
{
	/* It may end well and have no text. */
	if (stream && fclose(stream) == 0 && *text)
		return *text;
	if (stream)
		free(*text);
	*text = NULL;
	return memory_lost();
}
