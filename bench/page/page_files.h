/* page_files.h - the page's template, style and scripts, and Chart.js, built
 * into the program by embed.cmake. Each ends with a NUL that its size doesn't
 * count.
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
