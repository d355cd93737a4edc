/* origin_client.h - asks an origin, by libcurl or over a plain socket. */
#ifndef SIMUL_ORIGIN_CLIENT_H
#define SIMUL_ORIGIN_CLIENT_H

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <curl/curl.h>

#include "origin/origin.h"
#include "runners/clock.h"
#include "runners/content.h"

/* What a test waits for must happen within this time. */
static const uint64_t PATIENCE_NS = 20 * NS_PER_S;

struct answer {
	CURLcode result;
	long status;
	long os_errno;
	uint64_t bytes;
	bool right;             /* every byte is the known content's */
	curl_off_t announced;   /* -1: no length */
	char start[4096];       /* of the body */
	char location[256];
	double seconds;
};

static inline struct origin started(void)
{
	struct origin origin;
	struct error err = { "" };

	cr_assert_eq(origin_start(&origin, &err), 0, "%s", err.text);
	return origin;
}

static inline size_t receive(char *data, size_t size, size_t count, void *arg)
{
	struct answer *answer = arg;
	size_t bytes = size * count;
	unsigned char *expected = malloc(bytes);

	content_fill(expected, answer->bytes, bytes);
	answer->right &= memcmp(data, expected, bytes) == 0;
	free(expected);
	if (answer->bytes + bytes < sizeof(answer->start))
		memcpy(answer->start + answer->bytes, data, bytes);
	answer->bytes += bytes;
	return bytes;
}

static inline void read_info(CURL *handle, struct answer *answer)
{
	char *location = NULL;

	curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer->status);
	curl_easy_getinfo(handle, CURLINFO_OS_ERRNO, &answer->os_errno);
	curl_easy_getinfo(handle, CURLINFO_TOTAL_TIME, &answer->seconds);
	curl_easy_getinfo(handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
			  &answer->announced);
	curl_easy_getinfo(handle, CURLINFO_REDIRECT_URL, &location);
	if (location)
		snprintf(answer->location, sizeof(answer->location), "%s",
			 location);
}

/* Asks with the options that the handle has. */
static inline struct answer ask_url(CURL *handle, const char *base,
				    const char *path)
{
	struct answer answer = { .right = true };
	char url[512];

	snprintf(url, sizeof(url), "%s%s", base, path);
	curl_easy_setopt(handle, CURLOPT_URL, url);
	curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive);
	curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
	answer.result = curl_easy_perform(handle);
	read_info(handle, &answer);
	return answer;
}

static inline struct answer ask(CURL *handle, const struct origin *origin,
				const char *path)
{
	return ask_url(handle, origin->url, path);
}

static inline struct answer get_within(const struct origin *origin,
				       const char *path, long milliseconds)
{
	CURL *handle = curl_easy_init();
	struct answer answer;

	curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, milliseconds);
	answer = ask(handle, origin, path);
	curl_easy_cleanup(handle);
	return answer;
}

static inline struct answer get(const struct origin *origin, const char *path)
{
	return get_within(origin, path, (long)(PATIENCE_NS / NS_PER_MS));
}

static inline int connected_to(uint16_t port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct timeval patience = { .tv_sec = PATIENCE_NS / NS_PER_S };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	cr_assert_geq(fd, 0, "%s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	cr_assert_eq(connect(fd, (struct sockaddr *)&address,
			     sizeof(address)),
		     0, "%s", strerror(errno));
	return fd;
}

static inline int connected(const struct origin *origin)
{
	return connected_to(origin->port);
}

static inline void say(int fd, const char *text)
{
	cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
}

/* Says requests, whose paths get the origin's prefix. */
static inline void request(int fd, const struct origin *origin,
			   const char *text)
{
	char all[1024];
	size_t length = 0;

	for (const char *slash; (slash = strstr(text, " /")); text = slash + 1)
		length += (size_t)snprintf(all + length, sizeof(all) - length,
					   "%.*s %s", (int)(slash - text),
					   text, origin->prefix);
	snprintf(all + length, sizeof(all) - length, "%s", text);
	say(fd, all);
}

/* Reads until the text has this end, the connection ends, or time is up. */
static inline void hear(int fd, char *text, size_t size, const char *end)
{
	size_t length = 0;
	ssize_t got = 1;

	text[0] = '\0';
	while (got > 0 && length < size - 1 &&
	       (length < strlen(end) || *end == '\0' ||
		strcmp(text + length - strlen(end), end) != 0)) {
		got = read(fd, text + length, size - 1 - length);
		length += got > 0 ? (size_t)got : 0;
		text[length] = '\0';
	}
}

static inline bool comes_to_be(_Atomic uint64_t *count, uint64_t value)
{
	uint64_t end = clock_ns() + PATIENCE_NS;

	while (*count != value && clock_ns() < end)
		usleep(1000);
	return *count == value;
}

#endif
