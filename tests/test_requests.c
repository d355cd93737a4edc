/* test_requests.c - what is sent arrives, under every model: methods and bodies
 * of options, lists and steps, against an origin that adds up what it got.
 */
#include "tests/lab.h"

#include <unistd.h>

#include <xxhash.h>

#include "runners/content.h"

/* The value of a task that sent this body to /sum. */
static struct value receipt(const char *body)
{
	char text[CONTENT_RECEIPT_SIZE];
	size_t length = content_receipt(strlen(body),
					XXH3_64bits(body, strlen(body)), text,
					sizeof(text));

	return (struct value){ length, XXH3_64bits(text, length) };
}

/* A file in /tmp, whose name begins with its format's. */
static void write_file(char *path, const char *format, const char *url)
{
	FILE *file = fdopen(mkstemp(path), "w");
	size_t length = strlen(url);

	cr_assert_not_null(file);
	for (; *format; format++)
		if (*format == '$')
			cr_assert_eq(fwrite(url, 1, length, file), length);
		else
			putc(*format, file);
	fclose(file);
}

static void right_everywhere(struct lab *lab)
{
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(lab, models[m].name, 3);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", models[m].name,
			     s->reason);
	}
}

static void every_model_is_right(const char *keys)
{
	struct lab lab;

	lab_init(&lab, keys);
	right_everywhere(&lab);
	lab_term(&lab);
}

Test(requests, the_origin_s_receipt_is_known)
{
	struct lab lab;
	struct value right, wanted = receipt("a=1&b");
	const struct job *job;

	lab_init(&lab, "workload=download tasks=10 data=a=1&b");
	job = &lab.jobs.item[0];
	cr_assert_eq(job->workload->answer(job->params, 7, &right), 0);
	cr_assert(right.number == wanted.number);
	cr_assert_eq(right.check, wanted.check);
	right_everywhere(&lab);
	lab_term(&lab);
}

Test(requests, other_methods_and_files_arrive_too)
{
	char path[] = "/tmp/simul-body-XXXXXX", keys[128];

	write_file(path, "\x01 any bytes\n\n", "");
	snprintf(keys, sizeof(keys),
		 "workload=download tasks=10 method=PUT data-file=%s", path);
	every_model_is_right(keys);
	unlink(path);
	every_model_is_right("workload=download tasks=10 data=x tls=yes");
	every_model_is_right("workload=download tasks=10 data=");
	every_model_is_right("workload=download tasks=10 method=DELETE");
	every_model_is_right("workload=download tasks=10 method=HEAD");
}

/* Every body in its place, and none where none is meant. */
static void list_is_sent(const char *list, const char *keys,
			 const struct value *right, size_t lines)
{
	char path[] = "/tmp/simul-list-XXXXXX", all[256];
	struct origin origin = { 0 };
	struct lab lab;

	cr_assert_eq(origin_start(&origin, NULL), 0);
	write_file(path, list, origin.url);
	snprintf(all, sizeof(all), "workload=download urls=%s %s", path, keys);
	lab_init(&lab, all);
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 3);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", models[m].name,
			     s->reason);
		for (size_t i = 0; i < lab.area->tasks; i++) {
			const struct value *v = &lab.area->slot[i].value;

			cr_assert_eq(v->check, right[i % lines].check,
				     "%s, task %zu", models[m].name, i);
		}
	}
	lab_term(&lab);
	origin_stop(&origin);
	unlink(path);
}

Test(requests, a_list_s_bodies_are_sent_in_turn)
{
	const struct value right[] = {
		receipt("{\"a\": 1}"), receipt(""), receipt("x y"),
		receipt(""), receipt(""),
	};

	list_is_sent("POST $/sum {\"a\": 1}\n$/sum\nPATCH $/sum x y\n"
		     "DELETE $/sum\nPOST $/sum\n",
		     "tasks=25", right, 5);
}

Test(requests, lines_without_a_method_are_as_the_options_say)
{
	const struct value right[] = {
		receipt("x"), receipt("all"), receipt(""),
	};

	list_is_sent("POST $/sum x\n$/sum\nGET $/sum\n",
		     "tasks=12 data=all method=PUT", right, 3);
}

Test(requests, steps_send_bodies)
{
	char path[] = "/tmp/simul-body-XXXXXX", keys[256];

	write_file(path, "a, b\n", "");
	snprintf(keys, sizeof(keys),
		 "workload=steps tasks=8 base-url={origin} "
		 "steps=fetch\tPOST\t/sum\twith\t@%s,fetch\tPUT\t/sum\twith\t"
		 "x=1,fetch\tGET\t/bytes/9,sleep\t1ms",
		 path);
	every_model_is_right(keys);
	unlink(path);
}

/* The origin's own bodies are asked for by GET, whatever is sent elsewhere, so
 * their values stay right. */
Test(requests, data_is_for_the_other_steps)
{
	every_model_is_right("workload=steps tasks=8 data=hello "
			     "steps=fetch\t1KiB,fetch\t10");
}
