# Writes commit.h with the commit of the sources, "unknown" if they are not a
# checkout.
execute_process(COMMAND git describe --always --dirty --abbrev=12
	WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE commit
	ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT commit)
	set(commit "unknown")
endif()
set(text "#define SIMUL_COMMIT \"${commit}\"\n")
set(old "")
if(EXISTS ${OUTPUT})
	file(READ ${OUTPUT} old)
endif()
if(NOT old STREQUAL text)
	file(WRITE ${OUTPUT} "${text}")
endif()
