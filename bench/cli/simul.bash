# Completion of simul for bash, from `simul completion bash`.
# bash splits words at '=' and ':'; join them again.

_simul_files() # OPTION... of compgen
{
	compopt -o filenames 2>/dev/null
	mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen "$@" -- "$cur")
}

_simul()
{
	local part word='' line whole=()
	for part in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
		if [[ -n $word && ($part == [=:]* || $word == *[=:]) ]]; then
			word+=$part
			whole[${#whole[@]}-1]=$word
		else
			word=$part
			whole+=("$word")
		fi
	done
	local cur=${COMP_WORDS[COMP_CWORD]}
	[[ $cur != [=:] ]] || cur=
	COMPREPLY=()
	while IFS= read -r line; do
		case $line in
		:files*)
			line=${line#:files}
			_simul_files -f -X "!*${line# }" ;;
		:directories) _simul_files -d ;;
		:nospace) compopt -o nospace 2>/dev/null ;;
		*)
			line=${line%%$'\t'*}
			COMPREPLY+=("${line:${#word}-${#cur}}") ;;
		esac
	done < <("${COMP_WORDS[0]/#~\//$HOME/}" __complete "${whole[@]}" \
		2>/dev/null)
}
complete -F _simul simul
