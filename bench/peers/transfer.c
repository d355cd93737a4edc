/* transfer.c - the libcurl options of a careful client.
 *
 * It differs from libcurl's defaults in this: it parses the URL once; uses no
 * signals; speaks HTTP/1.1, like all peers; doesn't look for a proxy in the
 * environment at every request; and sets no paths of certificate authorities,
 * which libcurl would copy for every request, even for http://.
 */
#include "bench/peers/transfer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void set(CURLcode code)
{
	if (code != CURLE_OK)
		peer_die("libcurl refuses an option: %s",
			 curl_easy_strerror(code));
}

static size_t on_body(char *data, size_t size, size_t count, void *user)
{
	struct transfer *transfer = user;

	transfer->bytes += size * count;
	XXH3_64bits_update(transfer->hash, data, size * count);
	return size * count;
}

static void set_variants(CURL *easy, const struct target *target)
{
	if (target->timeout) {
		set(curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 60000L));
		set(curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 60000L));
	}
	if (!target->proxy)
		set(curl_easy_setopt(easy, CURLOPT_PROXY, ""));
	if (!target->authorities) {
		set(curl_easy_setopt(easy, CURLOPT_CAINFO, NULL));
		set(curl_easy_setopt(easy, CURLOPT_CAPATH, NULL));
		set(curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, NULL));
		set(curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, NULL));
	}
	if (target->cacert[0])
		set(curl_easy_setopt(easy, CURLOPT_CAINFO, target->cacert));
}

void transfer_init(struct transfer *transfer, const struct target *target)
{
	CURL *easy = curl_easy_init();

	*transfer = (struct transfer){ .easy = easy, .target = target,
				       .hash = XXH3_createState() };
	if (easy == NULL || transfer->hash == NULL)
		peer_die("no memory for a transfer");
	XXH3_64bits_reset(transfer->hash);
	set(curl_easy_setopt(easy, CURLOPT_CURLU, target->url));
	set(curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https"));
	set(curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
			     (long)CURL_HTTP_VERSION_1_1));
	set(curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L));
	set(curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body));
	set(curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer));
	set(curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer));
	set_variants(easy, target);
}

void transfer_term(struct transfer *transfer)
{
	curl_easy_cleanup(transfer->easy);
	XXH3_freeState(transfer->hash);
}

struct transfer *transfer_of(CURL *easy)
{
	char *private = NULL;

	curl_easy_getinfo(easy, CURLINFO_PRIVATE, &private);
	return (struct transfer *)(void *)private;
}

static void expect_status_200(CURL *easy, CURLcode code)
{
	long status = 0;

	if (code != CURLE_OK)
		peer_die("a transfer failed: %s", curl_easy_strerror(code));
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200)
		peer_die("a status is %ld, not 200", status);
}

void transfer_finish(struct transfer *transfer, CURLcode code,
		     struct peer_sums *sums)
{
	const struct target *target = transfer->target;
	long connections = 0;

	expect_status_200(transfer->easy, code);
	if (transfer->bytes != target->bytes ||
	    XXH3_64bits_digest(transfer->hash) != target->check)
		peer_die("a body of %" PRIu64 " bytes differs from the first "
			 "one of %" PRIu64, transfer->bytes, target->bytes);
	curl_easy_getinfo(transfer->easy, CURLINFO_NUM_CONNECTS, &connections);
	sums->requests++;
	sums->connections += (uint64_t)connections;
	sums->bytes += transfer->bytes;
	transfer->bytes = 0;
	XXH3_64bits_reset(transfer->hash);
}

static void read_word(struct target *target, const char *word)
{
	static const char cacert[] = "cacert=";
	const size_t length = sizeof(cacert) - 1;

	if (strcmp(word, "timeout") == 0)
		target->timeout = true;
	else if (strcmp(word, "proxy") == 0)
		target->proxy = true;
	else if (strcmp(word, "ca") == 0)
		target->authorities = true;
	else if (strncmp(word, cacert, length) == 0)
		snprintf(target->cacert, sizeof(target->cacert), "%s",
			 word + length);
	else if (strcmp(word, "base") != 0)
		peer_die("no variant '%s': base, timeout, proxy, ca or "
			 "cacert=FILE", word);
}

static void read_variant(struct target *target, const char *variant)
{
	char text[sizeof(target->cacert) + 64];
	char *rest = NULL;

	snprintf(text, sizeof(text), "%s", variant ? variant : "base");
	for (char *word = strtok_r(text, ",", &rest); word != NULL;
	     word = strtok_r(NULL, ",", &rest))
		read_word(target, word);
}

/* The first fetch sets what all the others must return. */
static void learn(struct target *target)
{
	struct transfer probe;

	transfer_init(&probe, target);
	expect_status_200(probe.easy, curl_easy_perform(probe.easy));
	target->bytes = probe.bytes;
	target->check = XXH3_64bits_digest(probe.hash);
	transfer_term(&probe);
}

void target_open(struct target *target, const char *url, const char *variant)
{
	CURLUcode code;

	*target = (struct target){ 0 };
	read_variant(target, variant);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		peer_die("libcurl cannot start");
	target->url = curl_url();
	code = curl_url_set(target->url, CURLUPART_URL, url, 0);
	if (code != CURLUE_OK)
		peer_die("'%s': %s", url, curl_url_strerror(code));
	learn(target);
}

void target_close(struct target *target)
{
	curl_url_cleanup(target->url);
	curl_global_cleanup();
}
