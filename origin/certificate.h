/* certificate.h - a throw-away authority, and a server's certificate by it. */
#ifndef SIMUL_CERTIFICATE_H
#define SIMUL_CERTIFICATE_H

#include <stddef.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

struct certificate {
	X509 *authority, *server;
	EVP_PKEY *key;                  /* of the server */
};

/* Makes both, on the curve P-256: for localhost, 127.0.0.1, ::1 and a numeric
 * address, and for a week from now. The authority's key is forgotten at once,
 * so it signs nothing else. Returns 0 or -ENOMEM; certificate_term in any
 * case. */
int certificate_make(struct certificate *c, const char *address);

/* The certificate as PEM text. Returns 0, or -ENOSPC. */
int certificate_text(X509 *x, char *buf, size_t size);

void certificate_term(struct certificate *c);

#endif
