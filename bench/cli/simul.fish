# Completion of simul for fish, from `simul completion fish`.
function __simul_complete
	set -l words (commandline -opc)
	set -l word (commandline -ct)
	set -l option (string match -r -- '^--[^=]*=' $word)
	set -l value (string replace -r -- '^--[^=]*=' '' $word)
	for line in ($words[1] __complete $words[2..-1] "$word" 2>/dev/null)
		switch $line
			case ':files*' :directories
				set -l ending (string replace -r -- '^:files ?' '' $line)
				test $line = :directories; and set ending /
				for file in (complete -C "'' $value" |
						string replace -r '\t.*' '' |
						string match -- "*$ending")
					echo "$option$file"
				end
			case :nospace
			case '*'
				echo $line
		end
	end
end
complete -c simul -f -a '(__simul_complete)'
