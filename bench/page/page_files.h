/* page_files.h - the files of bench/page/ and Chart.js, built into the program.
 *
 * The build makes them (bench/page/embed.cmake). Each has a NUL after it that
 * its size doesn't count.
 */
#ifndef SIMUL_PAGE_FILES_H
#define SIMUL_PAGE_FILES_H

#include <stddef.h>

extern const unsigned char page_files_template[];
extern const size_t page_files_template_size;
extern const unsigned char page_files_style[];
extern const size_t page_files_style_size;
extern const unsigned char page_files_script[];
extern const size_t page_files_script_size;
extern const unsigned char page_files_chart[]; /* Chart.js; or size 0 */
extern const size_t page_files_chart_size;

#endif
