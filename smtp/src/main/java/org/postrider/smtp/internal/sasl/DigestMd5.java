package org.postrider.smtp.internal.sasl;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SaslContext;
import org.postrider.smtp.SaslMechanism;

/**
 * DIGEST-MD5 (RFC 2831), by which both sides prove that they know the password; without a security layer. It is our own because the
 * JDK's writes the password into its log.
 */
final class DigestMd5 implements SaslMechanism {
    private static final String NAME = "DIGEST-MD5";

    /** RFC 2831, section 2.1.2: a response is shorter than 4,096 octets. */
    private static final int LONGEST_RESPONSE = 4095;

    private static final String FIRST_USE = "00000001";
    private static final String NO_LAYER = "auth";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String service;
    private final Supplier<String> nonces;

    DigestMd5() {
        this("smtp", DigestMd5::nonce); // RFC 4954, section 4
    }

    /**
     * Makes the mechanism of a service.
     *
     * @param service its registered name
     * @param nonces gives texts in ASCII, none of them twice
     */
    DigestMd5(String service, Supplier<String> nonces) {
        this.service = service;
        this.nonces = nonces;
    }

    private static String nonce() {
        byte[] octets = new byte[16];
        RANDOM.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean isUsable(SaslContext context) {
        return context.credential() instanceof PasswordCredential;
    }

    @Override
    public CompletableFuture<SaslClient> begin(SaslContext context) throws SaslException {
        PasswordCredential credential = (PasswordCredential) context.credential();
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            String uri = service + "/" + context.host();
            return CompletableFuture.completedFuture(new Proving(credential, uri, nonces.get(), md5));
        } catch (NoSuchAlgorithmException e) {
            throw new SaslException("this Java runtime doesn't have MD5", e);
        }
    }

    /** The server's challenge and our response, the server's proof and nothing to say to that. */
    private static final class Proving extends Conversation {
        private final PasswordCredential credential;
        private final String uri;
        private final String ownNonce;
        private final MessageDigest md5;
        private byte[] proof = {};
        private int answered;

        Proving(PasswordCredential credential, String uri, String ownNonce, MessageDigest md5) {
            super(NAME);
            this.credential = credential;
            this.uri = uri;
            this.ownNonce = ownNonce;
            this.md5 = md5;
        }

        @Override
        public boolean hasInitialResponse() {
            return false;
        }

        @Override
        public byte[] evaluateChallenge(byte[] challenge) throws SaslException {
            byte[] response = switch (answered) {
                case 0 -> respond(Directives.of(challenge));
                case 1 -> verify(Directives.of(challenge));
                default -> throw tooMany();
            };
            answered++;
            return response;
        }

        /** RFC 2831, section 2.1.2. Of several realms that somebody could choose from, it is the first. */
        private byte[] respond(Directives challenge) throws SaslException {
            check(challenge);
            Charset charset = challenge.charset();
            String realm = challenge.first("realm");
            String nonce = challenge.first("nonce");
            byte[] key = key(realm, nonce, charset);
            proof = answer("", key, nonce, charset);
            StringJoiner response = new StringJoiner(",");
            if (charset.equals(StandardCharsets.UTF_8)) {
                response.add("charset=utf-8");
            }
            response.add("username=" + quoted(credential.userName()));
            if (challenge.has("realm")) {
                response.add("realm=" + quoted(realm));
            }
            response.add("nonce=" + quoted(nonce));
            response.add("nc=" + FIRST_USE);
            response.add("cnonce=" + quoted(ownNonce));
            response.add("digest-uri=" + quoted(uri));
            response.add("response=" + new String(answer("AUTHENTICATE", key, nonce, charset), charset));
            response.add("qop=" + NO_LAYER);
            byte[] octets = response.toString().getBytes(charset);
            if (octets.length > LONGEST_RESPONSE) {
                throw new SaslException("the response would have " + octets.length + " octets, the most is "
                        + LONGEST_RESPONSE + ": the user name is too long");
            }
            return octets;
        }

        private void check(Directives challenge) throws SaslException {
            String algorithm = challenge.first("algorithm");
            if (!algorithm.equalsIgnoreCase("md5-sess")) {
                throw new SaslException("the algorithm of the server's challenge is \"" + Directives.shown(algorithm)
                        + "\", and there is none but md5-sess");
            }
            if (challenge.first("nonce").isEmpty()) {
                throw new SaslException("the server's challenge has no nonce");
            }
            String layers = String.join(",", challenge.all("qop"));
            if (challenge.has("qop") && !List.of(layers.split("[\\s,]+")).contains(NO_LAYER)) {
                throw new SaslException("the server wants a security layer (\"" + Directives.shown(layers)
                        + "\"), and TLS is one already");
            }
            boolean fits = isLatin(credential.userName()) && isLatin(credential.password());
            if (!fits && challenge.charset().equals(StandardCharsets.ISO_8859_1)) {
                throw new SaslException("the server knows no UTF-8 here, and user name or password hold characters that"
                        + " ISO-8859-1 doesn't have; choose another mechanism by AuthOptions.withMechanisms");
            }
        }

        private static boolean isLatin(String text) {
            return StandardCharsets.ISO_8859_1.newEncoder().canEncode(text);
        }

        /** A1 of section 2.1.2.1. */
        private byte[] key(String realm, String nonce, Charset charset) {
            byte[] secret = digest(hashed(credential.userName()), hashed(realm), hashed(credential.password()));
            return hex(digest(secret, nonce.getBytes(charset), ownNonce.getBytes(charset)));
        }

        /** What is in ISO-8859-1 is hashed in that, for servers keep hashes of it, whatever it travels in. */
        private static byte[] hashed(String text) {
            return text.getBytes(isLatin(text) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        }

        /** Ours to the server, or the server's to us, which has no verb. */
        private byte[] answer(String verb, byte[] key, String nonce, Charset charset) {
            byte[] purpose = hex(digest(verb.getBytes(charset), uri.getBytes(charset)));
            String uses = nonce + ":" + FIRST_USE + ":" + ownNonce + ":" + NO_LAYER;
            return hex(digest(key, uses.getBytes(charset), purpose));
        }

        /** Hashes octets with colons between them. */
        private byte[] digest(byte[]... parts) {
            for (int i = 0; i < parts.length; i++) {
                if (i > 0) {
                    md5.update((byte) ':');
                }
                md5.update(parts[i]);
            }
            return md5.digest();
        }

        private static byte[] hex(byte[] octets) {
            return HexFormat.of().formatHex(octets).getBytes(StandardCharsets.US_ASCII);
        }

        /** A quoted string of RFC 2616, where each control can stand behind a backslash. */
        private static String quoted(String text) {
            return '"' + text.replaceAll("[\"\\\\\\p{Cntrl}]", "\\\\$0") + '"';
        }

        private byte[] verify(Directives end) throws SaslException {
            byte[] told = end.first("rspauth").toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
            if (!MessageDigest.isEqual(proof, told)) {
                throw new SaslException("the server didn't prove that it knows the password: its rspauth is "
                        + (end.has("rspauth") ? "wrong" : "missing"));
            }
            return new byte[0];
        }

        /** Not before the server's proof has been seen, whatever its replies say. */
        @Override
        public boolean isComplete() {
            return answered == 2;
        }
    }
}
