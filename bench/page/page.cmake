# The page of `simul report` is built into the program, Chart.js with it.
# Without Chart.js the program is built all the same; the command then says
# what to install.
find_file(CHART_JS NAMES chart.umd.min.js chart.umd.js chart.min.js
	PATHS /usr/share/javascript/chart.js NO_DEFAULT_PATH
	DOC "Chart.js 3 or 4, as one file for browsers")
set(page ${PROJECT_SOURCE_DIR}/bench/page)
set(page_script ${page}/look.js ${page}/figure.js ${page}/chart.js
	${page}/time.js ${page}/latency.js ${page}/scaling.js ${page}/cost.js
	${page}/trend.js ${page}/timeline.js ${page}/forest.js ${page}/history.js
	${page}/page.js)
set(page_chart "")
if(CHART_JS)
	file(READ ${CHART_JS} beginning LIMIT 200)
	if(beginning MATCHES "Chart\\.js v[34]\\.")
		set(page_chart ${CHART_JS})
	endif()
endif()
if(NOT page_chart)
	message(WARNING "no Chart.js 3 or 4: `simul report` will make no "
		"pages. Debian has it in libjs-chart.js")
endif()
add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/page_files.c
	COMMAND ${CMAKE_COMMAND} -DOUTPUT=${PROJECT_BINARY_DIR}/page_files.c
		-DTEMPLATE=${page}/page.html -DSTYLE=${page}/page.css
		"-DSCRIPT=${page_script}" "-DCHART=${page_chart}"
		-P ${page}/embed.cmake
	DEPENDS ${page}/embed.cmake ${page}/page.html ${page}/page.css
		${page_script} ${page_chart}
	VERBATIM)
target_sources(simul_bench_page PRIVATE ${PROJECT_BINARY_DIR}/page_files.c)
