/* multi_poll.c - the bare curl_multi_poll client.
 *
 *     multi_poll URL N K [VARIANT]
 *
 * N downloads of one URL, K at a time, on K reused easy handles, as one would
 * write it with libcurl alone: perform, read the messages, start the next,
 * poll. No framework, and no callbacks except for the body. simul's async model
 * must not cost more than this.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/peers/peer.h"
#include "bench/peers/transfer.h"

struct client {
	CURLM *multi;
	struct transfer *transfers;
	uint64_t to_start;
	struct peer_sums sums;
};

static void check(CURLMcode code)
{
	if (code != CURLM_OK)
		peer_die("curl_multi: %s", curl_multi_strerror(code));
}

/* Takes the transfers that ended and reuses their handles. */
static void turn_over(struct client *client)
{
	CURLMsg *message;
	int queued;

	while ((message = curl_multi_info_read(client->multi, &queued))) {
		CURL *easy = message->easy_handle;

		transfer_finish(transfer_of(easy), message->data.result,
				&client->sums);
		check(curl_multi_remove_handle(client->multi, easy));
		if (client->to_start > 0) {
			client->to_start--;
			check(curl_multi_add_handle(client->multi, easy));
		}
	}
}

static void run(struct client *client, uint64_t n, uint64_t k)
{
	int running;

	client->to_start = n;
	for (uint64_t i = 0; i < k && client->to_start > 0; i++) {
		client->to_start--;
		check(curl_multi_add_handle(client->multi,
					    client->transfers[i].easy));
	}
	while (client->sums.requests < n) {
		uint64_t before = client->sums.requests;

		check(curl_multi_perform(client->multi, &running));
		turn_over(client);
		/* new requests have not been sent yet: don't sleep on them */
		if (client->sums.requests == before)
			check(curl_multi_poll(client->multi, NULL, 0, 1000,
					      NULL));
	}
}

static void open_client(struct client *client, const struct target *target,
			uint64_t k)
{
	client->multi = curl_multi_init();
	if (client->multi == NULL)
		peer_die("no memory for a multi handle");
	check(curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, (long)k));
	client->transfers = peer_memory(k, sizeof(*client->transfers));
	for (uint64_t i = 0; i < k; i++)
		transfer_init(&client->transfers[i], target);
}

static void close_client(struct client *client, uint64_t k)
{
	for (uint64_t i = 0; i < k; i++)
		transfer_term(&client->transfers[i]);
	curl_multi_cleanup(client->multi);
	free(client->transfers);
}

int main(int argc, char *argv[])
{
	struct client client = { 0 };
	struct target target;
	struct peer_clock start;
	uint64_t n, k;

	if (argc < 4 || argc > 5) {
		fprintf(stderr, "usage: multi_poll URL N K [VARIANT]\n");
		return 2;
	}
	n = peer_number("N", argv[2], 1, 1000000000);
	k = peer_number("K", argv[3], 1, 100000);
	peer_allow_files(k);
	target_open(&target, argv[1], argv[4]);
	open_client(&client, &target, k);
	start = peer_clock_now();
	run(&client, n, k);
	peer_report(&start, &client.sums);
	close_client(&client, k);
	target_close(&target);
	return 0;
}
