/* certificate.c - certificates by OpenSSL's functions, in memory alone. */
#include "origin/certificate.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "runners/macros.h"

enum {
	HOUR_S = 3600,
	WEEK_S = 7 * 24 * HOUR_S,
	SERIAL_BITS = 63,
};

static bool set_serial(X509 *x)
{
	BIGNUM *random = BN_new();
	bool good = random &&
		    BN_rand(random, SERIAL_BITS, BN_RAND_TOP_ONE,
			    BN_RAND_BOTTOM_ANY) &&
		    BN_to_ASN1_INTEGER(random, X509_get_serialNumber(x));

	BN_free(random);
	return good;
}

static bool set_name(X509_NAME *name, const char *text)
{
	return X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_ASC,
					  (const unsigned char *)text, -1, -1,
					  0) == 1;
}

static bool extend(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;
	bool good;

	X509V3_set_ctx(&context, issuer, x, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	good = extension && X509_add_ext(x, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return good;
}

/* All but the extensions and the signature. It begins an hour ago: clocks that
 * were just set back are no reason to fail. */
static X509 *draw_up(const char *name, EVP_PKEY *key)
{
	X509 *x = X509_new();

	if (x && X509_set_version(x, X509_VERSION_3) && set_serial(x) &&
	    set_name(X509_get_subject_name(x), name) &&
	    X509_gmtime_adj(X509_getm_notBefore(x), -HOUR_S) &&
	    X509_gmtime_adj(X509_getm_notAfter(x), WEEK_S) &&
	    X509_set_pubkey(x, key))
		return x;
	X509_free(x);
	return NULL;
}

static bool sign(X509 *x, X509 *issuer, EVP_PKEY *key)
{
	return X509_set_issuer_name(x, X509_get_subject_name(issuer)) &&
	       X509_sign(x, key, EVP_sha256()) > 0;
}

static bool make_authority(struct certificate *c, EVP_PKEY *key)
{
	X509 *x = c->authority = draw_up("simul throw-away authority", key);

	return x &&
	       extend(x, x, NID_basic_constraints, "critical,CA:TRUE") &&
	       extend(x, x, NID_key_usage, "critical,keyCertSign") &&
	       extend(x, x, NID_subject_key_identifier, "hash") &&
	       sign(x, x, key);
}

static bool make_server(struct certificate *c, EVP_PKEY *key,
			const char *address)
{
	X509 *x = c->server = draw_up("simul origin", c->key);
	X509 *by = c->authority;
	char names[128];

	snprintf(names, sizeof(names),
		 "DNS:localhost,IP:127.0.0.1,IP:::1,IP:%s", address);
	return x &&
	       extend(x, by, NID_basic_constraints, "critical,CA:FALSE") &&
	       extend(x, by, NID_ext_key_usage, "serverAuth") &&
	       extend(x, by, NID_authority_key_identifier, "keyid") &&
	       extend(x, by, NID_subject_alt_name, names) &&
	       sign(x, by, key);
}

int certificate_make(struct certificate *c, const char *address)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	bool good;

	*c = (struct certificate){ .key = EVP_EC_gen("P-256") };
	good = key && c->key && make_authority(c, key) &&
	       make_server(c, key, address);
	EVP_PKEY_free(key);
	return good ? 0 : -ENOMEM;
}

int certificate_text(X509 *x, char *buf, size_t size)
{
	BIO *out = BIO_new(BIO_s_mem());
	int length = 0;

	if (out && PEM_write_bio_X509(out, x) == 1)
		length = BIO_read(out, buf, (int)size - 1);
	buf[MAX(length, 0)] = '\0';
	length = length > 0 && BIO_pending(out) == 0 ? 0 : -ENOSPC;
	BIO_free(out);
	return length;
}

void certificate_term(struct certificate *c)
{
	X509_free(c->authority);
	X509_free(c->server);
	EVP_PKEY_free(c->key);
	*c = (struct certificate){ 0 };
}
