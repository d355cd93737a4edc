/* html_page.h - the files of bench/page/ and Chart.js, built into the program.
 *
 * The build makes them (bench/page/embed.cmake). Each has a NUL after it that
 * its size doesn't count.
 */
#ifndef SIMUL_HTML_PAGE_H
#define SIMUL_HTML_PAGE_H

#include <stddef.h>

extern const unsigned char html_page_template[];
extern const size_t html_page_template_size;
extern const unsigned char html_page_style[];
extern const size_t html_page_style_size;
extern const unsigned char html_page_script[];
extern const size_t html_page_script_size;
extern const unsigned char html_page_chart[]; /* Chart.js; or size 0 */
extern const size_t html_page_chart_size;

#endif
