/* completion_bash.c - a function that looks at COMP_WORDS.
 *
 * It needs nothing of the package bash-completion. '=' and ':' break words
 * there: `--latency=5` comes as three.
 */
#include <string.h>

#include "bench/cli/commands.h"
#include "bench/cli/completion.h"
#include "bench/cli/describe.h"

static const char head[] =
"# Completion of simul for bash; `simul completion bash` made it.\n"
"\n"
"_simul_files() # SUFFIX\n"
"{\n"
"	local name\n"
"	compopt -o filenames 2>/dev/null\n"
"	while IFS= read -r name; do\n"
"		COMPREPLY+=(\"$name\")\n"
"	done < <(compgen -f -X \"!*$1\" -- \"$cur\"\n"
"		[ -z \"$1\" ] || compgen -d -- \"$cur\")\n"
"}\n"
"\n"
"_simul_words() # WORD...\n"
"{\n"
"	local name\n"
"	while IFS= read -r name; do\n"
"		COMPREPLY+=(\"$name\")\n"
"	done < <(compgen -W \"$*\" -- \"$cur\")\n"
"}\n"
"\n"
"_simul_list() # WORD...: some of them, between commas\n"
"{\n"
"	local before='' whole=$cur name\n"
"	[[ $cur != *,* ]] || before=${cur%,*},\n"
"	cur=${whole##*,}\n"
"	compopt -o nospace 2>/dev/null\n"
"	while IFS= read -r name; do\n"
"		[[ ,$before == *,$name,* ]] || COMPREPLY+=(\"$before$name\")\n"
"	done < <(compgen -W \"$*\" -- \"$cur\")\n"
"	cur=$whole\n"
"}\n"
"\n"
"_simul()\n"
"{\n"
"	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
"	COMPREPLY=()\n"
"	if [ \"$cur\" = = ]; then\n"
"		cur=\n"
"	elif [ \"$prev\" = = ]; then\n"
"		prev=${COMP_WORDS[COMP_CWORD-2]}\n"
"	fi\n"
"	if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
"		_simul_words";

static void begin(FILE *out)
{
	fputs(head, out);
	for (size_t i = 0; commands[i].name; i++)
		fprintf(out, " %s", commands[i].name);
	fputs(" help --help --version\n"
	      "		return\n"
	      "	fi\n"
	      "	case ${COMP_WORDS[1]} in\n",
	      out);
}

static void put_names(FILE *out, const struct option_row *row)
{
	fprintf(out, "		--%s", row->name);
	if (row->letter)
		fprintf(out, " | -%c", row->letter);
	fputs(") ", out);
}

/* What follows the option. */
static void put_value(FILE *out, const struct option_row *row)
{
	enum completion_kind kind = completion_of(row);

	put_names(out, row);
	if (kind == COMPLETION_FILES) {
		fputs("_simul_files ''", out);
	} else if (kind == COMPLETION_NONE) {
		fputs(":", out);
	} else {
		fputs(kind == COMPLETION_LIST ? "_simul_list" : "_simul_words",
		      out);
		completion_put_words(out, row);
	}
	fputs("; return ;;\n", out);
}

static void put_operands(FILE *out, const struct arguments *a)
{
	const char *rest = a->operands;
	enum completion_kind kind;
	char words[256];

	while ((kind = completion_operand(&rest, words, sizeof(words))) !=
	       COMPLETION_NONE) {
		fprintf(out,
			kind == COMPLETION_FILES ? "\t\t_simul_files '%s'\n" :
						   "\t\t_simul_words%s\n",
			words);
	}
}

static void command(FILE *out, const struct arguments *a)
{
	struct describe_cursor at = { 0 };
	const struct option_row *row;

	fprintf(out, "\t%s)\n\t\tcase $prev in\n", describe_name(a));
	while ((row = describe_next(a, &at)))
		if (row->argument)
			put_value(out, row);
	fputs("		esac\n"
	      "		if [[ $cur == -* ]]; then\n"
	      "			_simul_words --help",
	      out);
	at = (struct describe_cursor){ 0 };
	while ((row = describe_next(a, &at)))
		fprintf(out, " --%s", row->name);
	fputs("\n			return\n		fi\n", out);
	put_operands(out, a);
	fputs("		;;\n", out);
}

static void end(FILE *out)
{
	fputs("	esac\n}\n\ncomplete -F _simul simul\n", out);
}

const struct form completion_bash = { "bash", begin, command, end };
