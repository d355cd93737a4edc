/* percent.h - shares as people write them: '2.5%'. */
#ifndef SIMUL_PERCENT_H
#define SIMUL_PERCENT_H

#include "runners/error.h"

/* "2.5%" is 0.025; without the sign it is refused, since 0.05 may be meant as
 * either. 0 < share <= most. `option` is named in the sentence. 0 or
 * -EINVAL. */
int percent_parse(const char *option, const char *text, double most,
		  double *share, struct error *err);

#endif
