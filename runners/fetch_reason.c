/* fetch_reason.c - why a download failed, where libcurl's own words mislead. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "runners/fetcher.h"
#include "runners/secret.h"
#include "runners/units.h"

#define TOO_LARGE ((CURLcode)100)   /* CURLE_TOO_LARGE of libcurl 8.6 */

static int errno_of(CURLcode code)
{
	switch (code) {
	case CURLE_OK:
		return 0;
	case CURLE_OPERATION_TIMEDOUT:
		return -ETIMEDOUT;
	case CURLE_COULDNT_CONNECT:
		return -ECONNREFUSED;
	case CURLE_OUT_OF_MEMORY:
		return -ENOMEM;
	default:
		return -EIO;
	}
}

static int say_too_large(const struct fetcher *f, char *reason, size_t size)
{
	char most[UNITS_TEXT_SIZE];

	snprintf(reason, size, "body larger than %s (--max-size)",
		 units_format_bytes(f->terms->max_bytes, most, sizeof(most)));
	return -EFBIG;
}

/* Up to 8.5 libcurl takes its own limit of a header line for a lack of memory.
 * A megabyte that can be had says that there is none. */
static bool header_too_long(const struct fetcher *f, CURLcode code)
{
	curl_off_t answered = 0;
	void *memory;

	if (code == TOO_LARGE)
		return true;
	curl_easy_getinfo(f->easy, CURLINFO_STARTTRANSFER_TIME_T, &answered);
	if (code != CURLE_OUT_OF_MEMORY || answered == 0 || f->bytes)
		return false;
	memory = malloc((size_t)1 << 20);
	free(memory);
	return memory != NULL;
}

static bool out_of_ports(const struct fetcher *f, CURLcode code)
{
	long number = 0;

	curl_easy_getinfo(f->easy, CURLINFO_OS_ERRNO, &number);
	return code == CURLE_COULDNT_CONNECT && number == EADDRNOTAVAIL;
}

static int say_ports(const struct fetcher *f, char *reason, size_t size)
{
	char *host = NULL;

	curl_url_get(f->what.url, CURLUPART_HOST, &host, 0);
	snprintf(reason, size, "no local port is left for %.30s "
			       "(TIME_WAIT; net.ipv4.ip_local_port_range)",
		 host ? host : "a connection");
	curl_free(host);
	return -EADDRNOTAVAIL;
}

int fetcher_explain(const struct fetcher *f, CURLcode code, char *reason,
		    size_t size)
{
	char whole[CURL_ERROR_SIZE + 64];

	if (f->too_large)
		return say_too_large(f, reason, size);
	if (out_of_ports(f, code))
		return say_ports(f, reason, size);
	if (header_too_long(f, code)) {
		snprintf(reason, size, "a header line of the answer is longer "
				       "than libcurl takes (100 KiB)");
		return -EMSGSIZE;
	}
	snprintf(whole, sizeof(whole), "%s%s",
		 f->reason[0] ? f->reason : curl_easy_strerror(code),
		 code == CURLE_PEER_FAILED_VERIFICATION
			 ? " (--cacert, --insecure)" : "");
	secret_hide(whole, reason, size);
	return errno_of(code);
}
