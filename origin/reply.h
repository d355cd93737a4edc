/* reply.h - the answer to a request: head and body. */
#ifndef SIMUL_REPLY_H
#define SIMUL_REPLY_H

#include "origin/request.h"

/* Answers as the request's target asks. The request may have ended when this
 * returns, and its connection too. */
void reply_send(struct request *request);

/* Answers 404 (-ENOENT), 403 (-EACCES), 503 (-ENOMEM) or 400, with a sentence.
 * As above. */
void reply_refuse(struct request *request, int reason, const char *sentence);

#endif
