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

/* Writes the status line, location, whether the connection is kept, and
 * length_line, a header with its line end, or "", by which the client finds the
 * end of the body. */
void head_put(const struct request *request, struct head *head, unsigned code,
	      const char *length_line);

/* The same, announcing so many bytes. */
void head_put_sized(const struct request *request, struct head *head,
		    unsigned code, uint64_t bytes);

/* Does evhttp close the connection after this answer? */
bool head_closes(const struct request *request);

/* Does the client speak a version before HTTP/1.1? */
bool head_is_old(const struct request *request);

#endif
