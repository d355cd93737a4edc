/* token.c - 64 random bits, and how a URL spells them: six to a character, as
 * each character costs each request some thirty instructions. */
#include "origin/token.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

int token_new(uint64_t *token, struct error *err)
{
	do
		if (getrandom(token, sizeof(*token), 0) != sizeof(*token))
			return error_set(err, -EIO,
					 "no random bytes for the origin's "
					 "token: %s",
					 strerror(errno));
	while (!*token);
	return 0;
}

void token_prefix(uint64_t token, char prefix[ORIGIN_PREFIX_SIZE])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789-_";
	char *end = prefix;

	if (token)
		*end++ = '/';
	for (; token; token >>= 6)
		*end++ = digits[token & 63];
	*end = '\0';
}
