/* head.h - the head of an answer. */
#ifndef SIMUL_HEAD_H
#define SIMUL_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "origin/request.h"

/* A head, with room after it for a body that is text. */
struct head {
	char text[4096];
	size_t length;
};

/* Writes status line, location, the connection's fate, and length_line, by
 * which the client finds the end of the body: a header with its line end, or
 * "". */
void head_put(const struct request *request, struct head *head, unsigned code,
	      const char *length_line);

/* The same, announcing so many bytes. */
void head_put_sized(const struct request *request, struct head *head,
		    unsigned code, uint64_t bytes);

/* Whether the client speaks a version before HTTP/1.1. */
bool head_is_old(const struct request *request);

#endif
