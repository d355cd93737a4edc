# Writes a C file that holds other files as arrays of bytes.
#
#   cmake -DOUTPUT=page.c -DSTYLE=... -DTEMPLATE=... -DSCRIPT="a.js;b.js"
#         -DCHART=chart.min.js -P embed.cmake
#
# Scripts are joined in their order. CHART may be empty: an array of size 0.

function(add_array name)
	set(hex "")
	foreach(file IN LISTS ARGN)
		file(READ "${file}" one HEX)
		string(APPEND hex "${one}")
	endforeach()
	string(LENGTH "${hex}" digits)
	math(EXPR size "${digits} / 2")
	string(REGEX REPLACE "(................................)" "\\1\n\t"
		hex "${hex}")
	string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
	set(text "${text}
const unsigned char page_files_${name}[] = {
	${hex}0 };
const size_t page_files_${name}_size = ${size};
" PARENT_SCOPE)
endfunction()

set(text "/* Made by bench/page/embed.cmake. */
#include \"bench/page/page_files.h\"
")
add_array(template ${TEMPLATE})
add_array(style ${STYLE})
add_array(script ${SCRIPT})
add_array(chart ${CHART})
file(WRITE "${OUTPUT}" "${text}")
