package org.postrider.smtp.internal.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the first certificate that the server asks for: of a key type that it takes, and issued by one of the authorities that it names,
 * if it names any. None of that kind, none is shown, and the server decides. Aliases are the numbers of the identities. Thread safe.
 */
final class ClientKeys extends X509ExtendedKeyManager {
    private final List<Identity> identities;

    ClientKeys(List<Identity> identities) {
        this.identities = List.copyOf(identities);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return matching(keyTypes, issuers)
                .mapToObj(Integer::toString)
                .findFirst()
                .orElse(null);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineClientAlias(keyTypes, issuers, null);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return matching(new String[] {keyType}, issuers)
                .mapToObj(Integer::toString)
                .toArray(String[]::new);
    }

    private IntStream matching(String[] keyTypes, Principal @Nullable [] issuers) {
        return IntStream.range(0, identities.size())
                .filter(i -> isOfType(identities.get(i), keyTypes) && isIssuedBy(identities.get(i), issuers));
    }

    private static boolean isOfType(Identity identity, String[] keyTypes) {
        String type = identity.chain().get(0).getPublicKey().getAlgorithm();
        return Arrays.asList(keyTypes).contains(type);
    }

    private static boolean isIssuedBy(Identity identity, Principal @Nullable [] issuers) {
        return issuers == null
                || issuers.length == 0
                || identity.chain().stream()
                        .anyMatch(certificate -> Arrays.asList(issuers).contains(certificate.getIssuerX500Principal()));
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return identities.get(Integer.parseInt(alias)).chain().toArray(new X509Certificate[0]);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return identities.get(Integer.parseInt(alias)).key();
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }
}
