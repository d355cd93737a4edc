# Installation, and the Debian package.
#
#   cmake --install build --prefix /usr/local     (DESTDIR is honoured)
#   cd build && cpack -G DEB                       simul_VERSION_ARCH.deb
#
# The program prints its manual page and the completion scripts of the shells,
# which ask the program what to offer.
include(GNUInstallDirs)

set(said "")
function(say file)
	add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/${file}
		COMMAND simul ${ARGN} > ${PROJECT_BINARY_DIR}/${file}
		DEPENDS simul VERBATIM)
	set(said ${said} ${PROJECT_BINARY_DIR}/${file} PARENT_SCOPE)
endfunction()
say(simul.1 manual)
say(simul.bash completion bash)
say(_simul completion zsh)
say(simul.fish completion fish)
add_custom_target(said ALL DEPENDS ${said})

install(TARGETS simul RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${PROJECT_BINARY_DIR}/simul.1
	DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PROJECT_BINARY_DIR}/simul.bash RENAME simul
	DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${PROJECT_BINARY_DIR}/simul.fish
	DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
# Debian's zsh looks for completions from packages in another directory than
# for those the administrator installs.
install(CODE "
	set(place site-functions)
	if(CMAKE_INSTALL_PREFIX MATCHES \"/usr/?\$\")
		set(place vendor-completions)
	endif()
	file(INSTALL \"${PROJECT_BINARY_DIR}/_simul\" DESTINATION
	\"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/zsh/\${place}\")
")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/bench/jobs
	DESTINATION ${CMAKE_INSTALL_DATADIR}/simul)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs
	DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md")
install(FILES ${PROJECT_SOURCE_DIR}/README.md
		${PROJECT_SOURCE_DIR}/README.zh.md
	DESTINATION ${CMAKE_INSTALL_DOCDIR})
file(READ ${PROJECT_SOURCE_DIR}/LICENSE copyright)
file(WRITE ${PROJECT_BINARY_DIR}/copyright "${copyright}
The program contains a copy of Chart.js (https://www.chartjs.org), which it
puts into the pages of `simul report`: Copyright (c) 2014-2022 Chart.js
Contributors, under the same licence.
")
install(FILES ${PROJECT_BINARY_DIR}/copyright
	DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME simul)
set(CPACK_PACKAGE_CONTACT "the authors of simul <simul@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
	"run one task body under every concurrency model")
set(CPACK_PACKAGE_DESCRIPTION
	"simul runs the same task under threads, processes and an event loop,
one task at a time and many, and reports what each costs: time, processor
time, memory. It checks that all of them computed the same values, and
reports how close each came to its ideal time.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS hyperfine)
include(CPack)
