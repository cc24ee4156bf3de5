package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.HeldCertificate;

/** Where a client's certificate and key come from, and what is said of those that are of no use. */
class ClientCertificateTest {
    private static final HeldCertificate EC = CertificateAuthority.create("Example CA")
            .createIntermediate("Example issuing CA")
            .issue("ann.example.com");
    private static final HeldCertificate RSA =
            HeldCertificate.builder().names("ann.example.com").rsa(2048).build();
    private static final char[] PASSWORD = "pass word".toCharArray();

    @TempDir
    Path folder;

    @Test
    void pairOfFilesInPemIsRead() throws IOException {
        for (HeldCertificate held : List.of(EC, RSA)) {
            Path chain = write("chain.pem", "what it is for\n" + held.toPem());
            Path key = write("key.pem", held.privateKeyToPem());
            Path both = write("both.pem", held.privateKeyToPem() + held.toPem());
            assertThat(ClientCertificate.ofPem(chain, key).chain()).isEqualTo(held.getChain());
            assertThat(ClientCertificate.ofPem(both, both)).isEqualTo(ClientCertificate.ofPem(chain, key));
        }
    }

    /** What {@code openssl genrsa -traditional} writes. */
    @Test
    void oldFormOfAnRsaKeyIsRead() throws IOException {
        byte[] pkcs8 = RSA.getPrivateKey().getEncoded();
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
        Path key = write("key.pem", block("RSA PRIVATE KEY", pkcs1));
        Path chain = write("chain.pem", RSA.toPem());
        assertThat(ClientCertificate.ofPem(chain, key).chain()).isEqualTo(RSA.getChain());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PBEWithHmacSHA256AndAES_256", "PBEWithHmacSHA1AndAES_128", "PBEWithSHA1AndDESede"})
    void encryptedKeyIsReadWithItsPasswordOnly(String algorithm) throws Exception {
        Path chain = write("chain.pem", EC.toPem());
        Path key = write("key.pem", encrypted(EC.getPrivateKey(), algorithm));
        char[] password = "secret".toCharArray();
        assertThat(ClientCertificate.ofPem(chain, key, password).chain()).isEqualTo(EC.getChain());
        assertThatIOException()
                .isThrownBy(() -> ClientCertificate.ofPem(chain, key, "wrong".toCharArray()))
                .withMessageContaining("check its password");
        assertThatIOException()
                .isThrownBy(() -> ClientCertificate.ofPem(chain, key))
                .withMessageContaining("is encrypted: give its password");
    }

    @Test
    void fileInPkcs12IsReadWithItsPasswordOnly() throws Exception {
        Path file = folder.resolve("ann.p12");
        store(file, "ann");
        ClientCertificate card = ClientCertificate.ofPkcs12(file, PASSWORD);
        assertThat(card.chain()).isEqualTo(EC.getChain());
        assertThatIOException()
                .isThrownBy(() -> ClientCertificate.ofPkcs12(file, "wrong".toCharArray()))
                .withMessageContaining("password");
    }

    @Test
    void fileWithSeveralKeysIsNoAnswer() throws Exception {
        Path file = folder.resolve("both.p12");
        store(file, "ann", "bob");
        assertThatIOException()
                .isThrownBy(() -> ClientCertificate.ofPkcs12(file, PASSWORD))
                .withMessageContaining("holds 2 private keys, not one");
    }

    @Test
    void entryOfAKeyStoreIsFoundByItsName() throws Exception {
        KeyStore store = store(folder.resolve("both.p12"), "ann", "bob");
        assertThat(ClientCertificate.ofKeyStore(store, "bob", PASSWORD).chain()).isEqualTo(EC.getChain());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientCertificate.ofKeyStore(store, "eve", PASSWORD))
                .withMessageContaining("named \"eve\": it has [ann, bob]");
        assertThat(catchThrowable(() -> ClientCertificate.ofKeyStore(store, "ann", "wrong".toCharArray())))
                .isInstanceOf(UnrecoverableKeyException.class);
    }

    @Test
    void keyOfAnotherCertificateIsFoundOutAtOnce() {
        PrivateKey other = HeldCertificate.selfSigned("bob.example.com").getPrivateKey();
        for (HeldCertificate held : List.of(EC, RSA)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ClientCertificate.of(other, held.getChain()))
                    .withMessageContaining("isn't the one of the certificate of CN=ann.example.com");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> ClientCertificate.of(other, List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "'', holds no private key in PKCS #8",
        "EC PRIVATE KEY, convert it by openssl pkcs8 -topk8",
        "CERTIFICATE, holds no private key",
        "PRIVATE KEY, can't be read as a private key of type EC",
        "ENCRYPTED PRIVATE KEY, is encrypted"
    })
    void fileWithoutAKeyThatCanBeReadIsNamedWithAMend(String label, String text) throws IOException {
        Path key = write("bad.pem", block(label, new byte[] {0x30, 3, 2, 1, 0}));
        Path chain = write("chain.pem", EC.toPem());
        assertThatIOException()
                .isThrownBy(() -> ClientCertificate.ofPem(chain, key))
                .withMessageContaining("bad.pem")
                .withMessageContaining(text);
        assertThatIOException()
                .isThrownBy(() -> ClientCertificate.ofPem(key, chain))
                .withMessageContaining("bad.pem");
    }

    @Test
    void textNamesTheSubjectAndKeepsSilentAboutTheKey() {
        ClientCertificate card = ClientCertificate.of(EC.getPrivateKey(), EC.getChain());
        assertThat(card).hasToString("CN=ann.example.com");
        assertThat(TlsOptions.of(TlsMode.STARTTLS).withClientCertificates(List.of(card)))
                .hasToString("STARTTLS, as CN=ann.example.com");
    }

    @Test
    void cardsAreEqualWhenTheirCertificatesAre() {
        ClientCertificate card = ClientCertificate.of(EC.getPrivateKey(), EC.getChain());
        assertThat(card)
                .isEqualTo(ClientCertificate.of(EC.getPrivateKey(), EC.getChain()))
                .hasSameHashCodeAs(ClientCertificate.of(EC.getPrivateKey(), EC.getChain()))
                .isNotEqualTo(ClientCertificate.of(RSA.getPrivateKey(), RSA.getChain()));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String block(String label, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    private static String encrypted(PrivateKey key, String algorithm) throws Exception {
        SecretKey secret =
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec("secret".toCharArray()));
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.ENCRYPT_MODE, secret);
        byte[] sealed = cipher.doFinal(key.getEncoded());
        AlgorithmParameters parameters = cipher.getParameters();
        if (algorithm.contains("Hmac")) {
            parameters = AlgorithmParameters.getInstance("PBES2"); // By which the JDK knows them in a file.
            parameters.init(cipher.getParameters().getEncoded());
        }
        return block("ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(parameters, sealed).getEncoded());
    }

    private static KeyStore store(Path file, String... aliases) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (String alias : aliases) {
            store.setKeyEntry(alias, EC.getPrivateKey(), PASSWORD, EC.getChain().toArray(new X509Certificate[0]));
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD);
        }
        return store;
    }
}
