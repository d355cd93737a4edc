/* service.c - requests and answers, byte for byte. */
#include "workloads/service.h"

#include <stdio.h>
#include <string.h>

#include "runners/macros.h"

size_t service_desk_bytes(size_t tasks)
{
	return sizeof(struct desk) +
	       (tasks + SERVICE_NUMBERS_MORE) * sizeof(struct asked) +
	       tasks * sizeof(uint32_t);
}

void service_desk_init(struct desk *desk, size_t tasks)
{
	*desk = (struct desk){ .listener = -1, .tasks = tasks };
	desk->asked = (struct asked *)(desk + 1);
	desk->number = (uint32_t *)(desk->asked + service_numbers(desk));
}

static const unsigned char *content_of(const struct service *s,
				       uint32_t number)
{
	return s->content + number % SERVICE_KINDS;
}

static size_t message(const struct service *s, uint32_t number, char *buf)
{
	memcpy(buf, content_of(s, number), s->size_bytes);
	memcpy(buf, &number, sizeof(number));
	return s->size_bytes;
}

size_t service_request(const struct service *s, uint32_t number, char *buf)
{
	if (s->protocol == PROTOCOL_ECHO)
		return message(s, number, buf);
	return (size_t)snprintf(buf, SERVICE_HEAD_MOST,
				"GET /%u HTTP/1.1\r\nHost: localhost\r\n"
				"%s\r\n", number,
				s->protocol == PROTOCOL_CLOSE
					? "Connection: close\r\n" : "");
}

size_t service_answer(const struct service *s, uint32_t number, bool keep,
		      char *buf)
{
	size_t head;

	if (s->protocol == PROTOCOL_ECHO)
		return message(s, number, buf);
	head = (size_t)snprintf(buf, SERVICE_HEAD_MOST,
				"HTTP/1.1 200 OK\r\n"
				"Content-Type: application/octet-stream\r\n"
				"Content-Length: %ju\r\n"
				"Connection: %s\r\n\r\n",
				(uintmax_t)s->size_bytes,
				keep ? "keep-alive" : "close");
	memcpy(buf + head, content_of(s, number), s->size_bytes);
	return head + s->size_bytes;
}
