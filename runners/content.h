/* content.h - the known content of the origin's bodies.
 *
 * Byte k of every body is the same, whatever the body's length, so the origin
 * can send any length and a workload knows the right checksum without
 * asking it.
 */
#ifndef SIMUL_CONTENT_H
#define SIMUL_CONTENT_H

#include <stddef.h>
#include <stdint.h>

/* Of a receipt, with its NUL. */
#define CONTENT_RECEIPT_SIZE 64

/* The content repeats after this many bytes, a prime, so that a piece left out,
 * doubled or misplaced changes the checksum. */
#define CONTENT_PERIOD 65521

/* Writes bytes [offset, offset + size) of the content. */
void content_fill(void *buf, uint64_t offset, size_t size);

/* XXH3-64 of the first `bytes` bytes. */
uint64_t content_check(uint64_t bytes);

/* How the origin answers to a body: "1024 bytes, XXH3 6df8bd94379a36ea" and the
 * end of a line. Returns its length. */
size_t content_receipt(uint64_t bytes, uint64_t check, char *buf, size_t size);

#endif
