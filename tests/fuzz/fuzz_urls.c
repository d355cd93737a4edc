/* fuzz_urls.c - URLs, lists of them, and how they are shown. */
#include <string.h>

#include "runners/secret.h"
#include "tests/fuzz/fuzz.h"
#include "workloads/urls.h"

/* Each part of the text is shown in a buffer of its own size. */
static void show(const char *text)
{
	char buf[64];

	for (size_t room = 1; room <= sizeof(buf); room += 9) {
		secret_hide(text, buf, room);
		fuzz_holds(strlen(buf) < room, "a text fits its buffer");
	}
}

/* Behind a password that is known, whatever text follows. */
static void hide(const char *text)
{
	static const char known[] = "http://user:pAssw0rd@host/";
	char *all = NULL, *shown;
	size_t size;

	/* The fuzzer learns the word from the comparison below. */
	if (strstr(text, "pAssw0rd"))
		return;
	if (asprintf(&all, "%s%s", known, text) < 0)
		abort();
	size = strlen(all) + 1;
	shown = malloc(size);
	if (!shown)
		abort();
	secret_hide(all, shown, size);
	fuzz_holds(!strstr(shown, "pAssw0rd"), "no password is shown");
	free(shown);
	free(all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct error err = { "" };
	struct urls urls = { 0 };

	fuzz_refusal(urls_add(&urls, text, &err), &err);
	fuzz_refusal(urls_add_file(&urls, fuzz_file(data, size), &err), &err);
	fuzz_holds(urls_hosts(&urls, NULL, NULL) >= 1, "there is a host");
	show(text);
	hide(text);
	urls_free(&urls);
	free(text);
	return 0;
}
