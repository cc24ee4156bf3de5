package org.postrider.testkit.internal.sasl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.LoginFault;
import org.postrider.testkit.internal.sasl.Exchange.Verdict;

/**
 * The server of SCRAM (RFC 5802, RFC 7677), as strict as the RFC wants it.
 *
 * <p>The stages are the client's first message, its final one, and its silence after the server's signature.
 */
final class ScramExchange implements Exchange {
    private static final int ITERATIONS = 4096;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Login login;
    private final String hash;
    private final byte[] salt = new byte[16];
    private int stage;
    private String gs2Header = "";
    private String clientFirstBare = "";
    private String serverFirst = "";
    private String nonce = "";
    private String user = "";

    ScramExchange(Login login) {
        this.login = login;
        this.hash = login.mechanism().substring("SCRAM-SHA-".length()).replace("-PLUS", "");
        RANDOM.nextBytes(salt);
    }

    @Override
    public Verdict answer(byte[] response) {
        String message = Exchanges.text(response);
        return switch (stage++) {
            case 0 -> first(message);
            case 1 -> last(message);
            default -> message.isEmpty() ? new Verdict.Accepted(user) : Verdict.REFUSED;
        };
    }

    /** {@code gs2-header n=user,r=nonce}. */
    private Verdict first(String message) {
        int flagEnd = message.indexOf(',');
        int headerEnd = flagEnd < 0 ? -1 : message.indexOf(',', flagEnd + 1);
        String[] fields =
                headerEnd < 0 ? new String[0] : message.substring(headerEnd + 1).split(",", -1);
        if (fields.length != 2 || !fields[0].startsWith("n=") || !fields[1].startsWith("r=")) {
            return Verdict.REFUSED;
        }
        gs2Header = message.substring(0, headerEnd + 1);
        clientFirstBare = message.substring(headerEnd + 1);
        user = fields[0].substring(2).replace("=2C", ",").replace("=3D", "=");
        return isFlagRight(message.substring(0, flagEnd)) ? challenge(fields[1].substring(2)) : Verdict.REFUSED;
    }

    /** RFC 5802, section 6: "y" where a binding is offered means that somebody has changed the offer on its way. */
    private boolean isFlagRight(String flag) {
        if (login.mechanism().endsWith("-PLUS")) {
            return flag.startsWith("p=") && binding(flag).isPresent();
        }
        return flag.equals("n") || (flag.equals("y") && !login.isBindingOffered());
    }

    private Optional<byte[]> binding(String flag) {
        return login.bindings().apply(flag.substring("p=".length()));
    }

    private Verdict challenge(String clientNonce) {
        String added = login.has(LoginFault.REUSED_NONCE) ? "" : "server" + RANDOM.nextInt(Integer.MAX_VALUE);
        nonce = (login.has(LoginFault.FOREIGN_NONCE) ? "other" : clientNonce) + added;
        String extension = login.has(LoginFault.EXTENDED_CHALLENGE) ? ",x=unknown" : "";
        serverFirst = "r=" + nonce + ",s=" + base64(salt) + ",i=" + iterations() + extension;
        return new Verdict.Challenge(login.has(LoginFault.MALFORMED_CHALLENGE) ? "r=,,i=many" : serverFirst);
    }

    private int iterations() {
        return login.has(LoginFault.TOO_FEW_ITERATIONS)
                ? 4095
                : login.has(LoginFault.TOO_MANY_ITERATIONS) ? 1_000_001 : ITERATIONS;
    }

    /** {@code c=base64(gs2-header and binding),r=nonce,p=proof}. */
    private Verdict last(String message) {
        int proofStart = message.lastIndexOf(",p=");
        String password = login.users().get(user);
        if (proofStart < 0 || password == null) {
            return Verdict.REFUSED;
        }
        String withoutProof = message.substring(0, proofStart);
        boolean isBound = withoutProof.equals("c=" + base64(bound()) + ",r=" + nonce);
        try {
            byte[] proof = Base64.getDecoder().decode(message.substring(proofStart + 3));
            String signature = signature(password, withoutProof, proof);
            return isBound && signature != null ? proven(signature) : Verdict.REFUSED;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime doesn't play " + login.mechanism(), e);
        } catch (IllegalArgumentException notBase64) {
            return Verdict.REFUSED;
        }
    }

    private Verdict proven(String signature) {
        if (login.has(LoginFault.NO_SERVER_SIGNATURE)) {
            return new Verdict.Accepted(user);
        }
        return new Verdict.Challenge(login.has(LoginFault.SERVER_ERROR) ? "e=other-error" : "v=" + signature);
    }

    private byte[] bound() {
        byte[] header = gs2Header.getBytes(StandardCharsets.UTF_8);
        int flagEnd = gs2Header.indexOf(',');
        byte[] octets = gs2Header.startsWith("p=")
                ? binding(gs2Header.substring(0, flagEnd)).orElseThrow()
                : new byte[0];
        byte[] all = Arrays.copyOf(header, header.length + octets.length);
        System.arraycopy(octets, 0, all, header.length, octets.length);
        return all;
    }

    /** The server's signature, or null when the client's proof is wrong (RFC 5802, section 3). */
    private @Nullable String signature(String password, String withoutProof, byte[] proof)
            throws GeneralSecurityException {
        byte[] salted = salted(password);
        byte[] message = (clientFirstBare + ',' + serverFirst + ',' + withoutProof).getBytes(StandardCharsets.UTF_8);
        MessageDigest digest = MessageDigest.getInstance("SHA-" + hash);
        byte[] storedKey = digest.digest(hmac(salted, "Client Key".getBytes(StandardCharsets.UTF_8)));
        byte[] clientSignature = hmac(storedKey, message);
        if (proof.length != clientSignature.length) {
            return null;
        }
        byte[] clientKey = new byte[proof.length];
        for (int i = 0; i < proof.length; i++) {
            clientKey[i] = (byte) ((proof[i] ^ clientSignature[i]) & 0xFF);
        }
        boolean isRight = MessageDigest.isEqual(digest.digest(clientKey), storedKey);
        byte[] signed = login.has(LoginFault.WRONG_SERVER_SIGNATURE) ? salted("other") : salted;
        byte[] serverKey = hmac(signed, "Server Key".getBytes(StandardCharsets.UTF_8));
        return isRight ? base64(hmac(serverKey, message)) : null;
    }

    /** The compatibility form stands in for SASLprep, which says the same of all that tests use. */
    private byte[] salted(String password) throws GeneralSecurityException {
        char[] prepared = Normalizer.normalize(password, Normalizer.Form.NFKC).toCharArray();
        int bits = MessageDigest.getInstance("SHA-" + hash).getDigestLength() * 8;
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA" + hash)
                .generateSecret(new PBEKeySpec(prepared, salt, iterations(), bits))
                .getEncoded();
    }

    private byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA" + hash);
        mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
        return mac.doFinal(message);
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
