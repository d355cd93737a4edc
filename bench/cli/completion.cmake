# The scripts that complete commands in shells, built into the program.
set(text "#include \"bench/cli/completion.h\"\n")
foreach(shell bash zsh fish)
	set(file ${PROJECT_SOURCE_DIR}/bench/cli/simul.${shell})
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
	file(READ ${file} script)
	string(REPLACE "\\" "\\\\" script "${script}")
	string(REPLACE "\"" "\\\"" script "${script}")
	string(REPLACE "\n" "\\n\"\n\"" script "${script}")
	string(APPEND text
		"const char completion_${shell}[] = \"${script}\";\n")
endforeach()
file(WRITE ${PROJECT_BINARY_DIR}/completion_scripts.c "${text}")
target_sources(simul_bench_cli PRIVATE
	${PROJECT_BINARY_DIR}/completion_scripts.c)
