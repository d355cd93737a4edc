/* cmd_completion.c - `simul completion`: a script for a shell.
 *
 * Each script asks the program (completion.h) and says the answer in its
 * shell's own way. In bash '=' and ':' break words, so they are joined again.
 */
#include <string.h>

#include "bench/cli/arguments.h"
#include "bench/cli/fatal.h"
#include "runners/macros.h"
#include "runners/nearest.h"

static const char bash[] =
"# Completion of simul for bash; `simul completion bash` made it.\n"
"_simul()\n"
"{\n"
"	local IFS=$'\\n' part word='' line whole=()\n"
"	for part in \"${COMP_WORDS[@]:1:COMP_CWORD}\"; do\n"
"		if [[ $part == [=:]* || $word == *[=:] ]]; then\n"
"			word+=$part\n"
"			whole[${#whole[@]}-1]=$word\n"
"		else\n"
"			word=$part\n"
"			whole+=(\"$word\")\n"
"		fi\n"
"	done\n"
"	local cur=${COMP_WORDS[COMP_CWORD]}\n"
"	[[ $cur != [=:] ]] || cur=\n"
"	COMPREPLY=()\n"
"	while IFS= read -r line; do\n"
"		case $line in\n"
"		:files*)\n"
"			compopt -o filenames 2>/dev/null\n"
"			line=${line#:files}\n"
"			COMPREPLY+=($(compgen -f -X \"!*${line# }\" "
"-- \"$cur\")) ;;\n"
"		:directories)\n"
"			compopt -o filenames 2>/dev/null\n"
"			COMPREPLY+=($(compgen -d -- \"$cur\")) ;;\n"
"		:nospace) compopt -o nospace 2>/dev/null ;;\n"
"		*)\n"
"			line=${line%%$'\\t'*}\n"
"			COMPREPLY+=(\"${line:${#word}-${#cur}}\") ;;\n"
"		esac\n"
"	done < <(\"${COMP_WORDS[0]/#~\\//$HOME/}\" __complete \"${whole[@]}\" "
"2>/dev/null)\n"
"}\n"
"complete -F _simul simul\n";

static const char zsh[] =
"#compdef simul\n"
"# Completion of simul for zsh; `simul completion zsh` made it.\n"
"_simul()\n"
"{\n"
"	local line files=() found=() space=()\n"
"	for line in ${(f)\"$(${(Q)words[1]} __complete "
"\"${(@Q)words[2,CURRENT-1]}\" \"$PREFIX\" 2>/dev/null)\"}; do\n"
"		case $line in\n"
"		:files*) files+=(-g \"*${line##:files( |)}\") ;;\n"
"		:directories) files+=(-/) ;;\n"
"		:nospace) space=(-S '') ;;\n"
"		*) found+=(\"${${line%%$'\\t'*}//:/\\\\:}:${line#*$'\\t'}\") ;;\n"
"		esac\n"
"	done\n"
"	(( $#found )) && _describe value found \"${(@)space}\"\n"
"	[[ $#files -eq 0 ]] || { compset -P '--*='; _files $files }\n"
"}\n"
"if [ \"$funcstack[1]\" = _simul ]; then\n"
"	_simul \"$@\"\n"
"else\n"
"	compdef _simul simul\n"
"fi\n";

static const char fish[] =
"# Completion of simul for fish; `simul completion fish` made it.\n"
"function __simul_complete\n"
"	set -l words (commandline -opc)\n"
"	set -l word (commandline -ct)\n"
"	set -l option (string match -r -- '^--[^=]*=' $word)\n"
"	set -l value (string replace -r -- '^--[^=]*=' '' $word)\n"
"	for line in ($words[1] __complete $words[2..-1] \"$word\" "
"2>/dev/null)\n"
"		switch $line\n"
"			case ':files*' :directories\n"
"				set -l ending (string replace -r -- "
"'^:files ?' '' $line)\n"
"				test $line = :directories; and set ending /\n"
"				for file in (complete -C \"'' $value\" |\n"
"						string replace -r '\\t.*' '' |\n"
"						string match -- \"*$ending\")\n"
"					echo \"$option$file\"\n"
"				end\n"
"			case :nospace\n"
"			case '*'\n"
"				echo $line\n"
"		end\n"
"	end\n"
"end\n"
"complete -c simul -f -a '(__simul_complete)'\n";

static const struct {
	const char *name, *script;
} shells[] = { { "bash", bash }, { "zsh", zsh }, { "fish", fish } };

static int run(void *set, const struct arguments *a)
{
	const char *names[ARRAY_SIZE(shells)], *near;

	(void)set;
	for (size_t i = 0; i < ARRAY_SIZE(shells); i++) {
		names[i] = shells[i].name;
		if (strcmp(shells[i].name, a->operand[0]) != 0)
			continue;
		fputs(shells[i].script, stdout);
		return 0;
	}
	near = nearest_name(a->operand[0], names, ARRAY_SIZE(names));
	fatal("no completion for '%s': %s%s", a->operand[0],
	      near ? "did you mean " : "there are bash, zsh and ",
	      near ? near : "fish");
}

const struct command command_completion = {
	.name = "completion",
	.summary = "print a script that completes commands in a shell",
	.operands = "bash|zsh|fish",
	.operands_least = 1,
	.operands_most = 1,
	.doc = "Print a script that completes simul's commands, options and "
	       "values in a shell.",
	.examples = "Examples:\n"
		    "  source <(simul completion bash)\n"
		    "  simul completion zsh > ~/.zfunc/_simul\n"
		    "  simul completion fish > "
		    "~/.config/fish/completions/simul.fish",
	.main = run,
};
