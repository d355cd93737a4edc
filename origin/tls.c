/* tls.c - OpenSSL under libevent's streams. */
#include "origin/tls.h"

#include <errno.h>
#include <string.h>

#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>

#include <openssl/err.h>

#include "origin/certificate.h"

/* OpenSSL's reason for what failed last. */
static const char *reason(void)
{
	const char *text = ERR_reason_error_string(ERR_peek_last_error());

	ERR_clear_error();
	return text ? text : "not in PEM format";
}

static int use_files(struct tls *tls, const struct origin_terms *terms,
		     struct error *err)
{
	if (SSL_CTX_use_certificate_chain_file(tls->context,
					       terms->certificate) != 1)
		return error_set(err, -EINVAL,
				 "cannot use the certificate in '%s': %s",
				 terms->certificate, reason());
	if (SSL_CTX_use_PrivateKey_file(tls->context, terms->key,
					SSL_FILETYPE_PEM) != 1)
		return error_set(err, -EINVAL,
				 "cannot use the key in '%s': %s", terms->key,
				 reason());
	return 0;
}

static int use_new(struct tls *tls, const struct origin_terms *terms,
		   struct error *err)
{
	struct certificate c;
	int rc = certificate_make(&c, terms->address);

	if (rc == 0 && (SSL_CTX_use_certificate(tls->context, c.server) != 1 ||
			SSL_CTX_use_PrivateKey(tls->context, c.key) != 1))
		rc = -ENOMEM;
	if (rc == 0)
		rc = certificate_text(c.authority, tls->ca, sizeof(tls->ca));
	certificate_term(&c);
	if (rc < 0)
		return error_set(err, rc, "cannot make a certificate: %s",
				 reason());
	return 0;
}

/* HTTP/1.1 is what there is; a client that doesn't offer it gets it too. */
static int select_protocol(SSL *ssl, const unsigned char **out,
			   unsigned char *out_size, const unsigned char *in,
			   unsigned in_size, void *arg)
{
	static const unsigned char ours[] = "\x08http/1.1";
	unsigned char *chosen;

	(void)ssl;
	(void)arg;
	if (SSL_select_next_proto(&chosen, out_size, ours, sizeof(ours) - 1,
				  in, in_size) != OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_NOACK;
	*out = chosen;
	return SSL_TLSEXT_ERR_OK;
}

int tls_init(struct tls *tls, const struct origin_terms *terms,
	     struct error *err)
{
	int rc;

	*tls = (struct tls){ .context = SSL_CTX_new(TLS_server_method()) };
	if (!tls->context)
		return error_set(err, -ENOMEM, "cannot start TLS: %s",
				 reason());
	SSL_CTX_set_min_proto_version(tls->context, TLS1_2_VERSION);
	SSL_CTX_set_alpn_select_cb(tls->context, select_protocol, NULL);
	rc = terms->certificate ? use_files(tls, terms, err) :
				  use_new(tls, terms, err);
	if (rc < 0)
		tls_term(tls);
	return rc;
}

struct bufferevent *tls_stream(const struct tls *tls, struct event_base *base)
{
	SSL *ssl = SSL_new(tls->context);
	struct bufferevent *stream = NULL;

	if (ssl)
		stream = bufferevent_openssl_socket_new(
			base, -1, ssl, BUFFEREVENT_SSL_ACCEPTING,
			BEV_OPT_CLOSE_ON_FREE);
	if (ssl && !stream)
		SSL_free(ssl);
	return stream;
}

void tls_say_end(struct bufferevent *stream)
{
	SSL *ssl = bufferevent_openssl_get_ssl(stream);

	if (ssl && SSL_is_init_finished(ssl))
		SSL_shutdown(ssl);
}

void tls_term(struct tls *tls)
{
	SSL_CTX_free(tls->context);
	*tls = (struct tls){ 0 };
}
