# The texts of the lessons, built into the program.
set(text "extern const char lesson_text_en[], lesson_text_zh[];\n")
foreach(language en zh)
	set(file ${PROJECT_SOURCE_DIR}/bench/learn/${language}.txt)
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
	file(READ ${file} lines)
	string(REPLACE "\\" "\\\\" lines "${lines}")
	string(REPLACE "\"" "\\\"" lines "${lines}")
	string(REPLACE "\n" "\\n\"\n\"" lines "${lines}")
	string(APPEND text
		"const char lesson_text_${language}[] = \"\\n${lines}\";\n")
endforeach()
file(WRITE ${PROJECT_BINARY_DIR}/lesson_texts.c "${text}")
target_sources(simul_bench_learn PRIVATE
	${PROJECT_BINARY_DIR}/lesson_texts.c)
