#compdef simul
# Completion of simul for zsh, from `simul completion zsh`.
_simul()
{
	local line files=() found=() space=()
	for line in ${(f)"$(${(Q)words[1]} __complete \
		"${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)"}; do
		case $line in
		:files*) files+=(-g "*${line##:files( |)}") ;;
		:directories) files+=(-/) ;;
		:nospace) space=(-S '') ;;
		*) found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
		esac
	done
	(( $#found )) && _describe value found "${(@)space}"
	[[ $#files -eq 0 ]] || { compset -P '--*='; _files $files }
}
if [ "$funcstack[1]" = _simul ]; then
	_simul "$@"
else
	compdef _simul simul
fi
