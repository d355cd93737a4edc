/* error.c - formats the sentence into the caller's memory; nothing else.
 *
 * It may quote a URL with a password in it: secret.h.
 */
#include "runners/error.h"

#include <stdarg.h>

#include "runners/secret.h"

int error_set(struct error *err, int code, const char *format, ...)
{
	va_list args;

	if (!err)
		return code;
	va_start(args, format);
	secret_format(err->text, sizeof(err->text), format, args);
	va_end(args);
	return code;
}
