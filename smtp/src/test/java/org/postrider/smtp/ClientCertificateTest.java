package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SignatureException;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.internal.tls.Chains;
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

    /** Its signature has no default to go by: the key's own parameters, or those of today. */
    @ParameterizedTest
    @ValueSource(strings = {"pss", "pss-sha512"})
    void pairForRsassaPssIsRead(String name) throws IOException {
        Path chain = write("chain.pem", Chains.text(name + ".pem"));
        Path key = write("key.pem", Chains.text(name + ".key"));
        assertThat(ClientCertificate.ofPem(chain, key)).hasToString("CN=ann.example.com");
        Path other = write("other.pem", Chains.text(name.equals("pss") ? "pss-sha512.key" : "pss.key"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientCertificate.ofPem(chain, other))
                .withMessageContaining("isn't the one of the certificate of CN=ann.example.com");
    }

    /** A key that is damaged, or in a token that is locked. */
    @Test
    void keyThatCantSignIsNoMismatch() throws GeneralSecurityException {
        RSAPrivateCrtKey good = (RSAPrivateCrtKey) RSA.getPrivateKey();
        PrivateKey damaged = KeyFactory.getInstance("RSA")
                .generatePrivate(new RSAPrivateCrtKeySpec(
                        good.getModulus(),
                        good.getPublicExponent(),
                        good.getPrivateExponent(),
                        good.getPrimeP(),
                        good.getPrimeQ(),
                        good.getPrimeExponentP().add(BigInteger.TWO),
                        good.getPrimeExponentQ(),
                        good.getCrtCoefficient()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientCertificate.of(damaged, RSA.getChain()))
                .withMessageContaining("the private key for the certificate of CN=ann.example.com can't sign")
                .withCauseInstanceOf(SignatureException.class);
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

    @ParameterizedTest
    @ValueSource(strings = {"scrypt.key", "des3.key"})
    void keyThatJavaCantDecryptIsNamedWithAMend(String file) throws IOException {
        Path chain = write("chain.pem", Chains.text("leaf.pem"));
        Path key = write(file, Chains.text(file));
        assertThatIOException()
                .isThrownBy(() -> ClientCertificate.ofPem(chain, key, "secret".toCharArray()))
                .withMessageContaining(file + " is encrypted in a way that Java doesn't know")
                .withMessageContaining("convert it by openssl pkcs8 -topk8 -v2 aes-256-cbc");
    }

    /** Later versions take it. */
    @Test
    @EnabledOnJre(JRE.JAVA_17)
    void passwordBeyondAsciiIsToldFromAWrongOne() throws Exception {
        char[] umlaut = "p\u00e4ssword".toCharArray();
        Path key = write("key.pem", encrypted(EC.getPrivateKey(), "PBEWithHmacSHA256AndAES_256"));
        Path chain = write("chain.pem", EC.toPem());
        assertThatIOException()
                .isThrownBy(() -> ClientCertificate.ofPem(chain, key, umlaut))
                .withMessageContaining(
                        "key.pem can't be decrypted: this version of Java takes nothing but ASCII in its password")
                .withMessageContaining("openssl pkcs8 -topk8");
        Path file = folder.resolve("ann.p12");
        store(file, "ann");
        assertThatIOException()
                .isThrownBy(() -> ClientCertificate.ofPkcs12(file, umlaut))
                .withMessageContaining(
                        "ann.p12 can't be decrypted: this version of Java takes nothing but ASCII in its password")
                .withMessageContaining("openssl pkcs12 -export");
    }

    @Test
    void fileInPkcs12IsReadWithItsPasswordOnly() throws Exception {
        Path file = folder.resolve("ann.p12");
        store(file, "ann");
        ClientCertificate card = ClientCertificate.ofPkcs12(file, PASSWORD);
        assertThat(card.chain()).isEqualTo(EC.getChain());
        assertThatIOException()
                .isThrownBy(() -> ClientCertificate.ofPkcs12(file, "wrong".toCharArray()))
                .withMessageContaining("ann.p12 can't be decrypted: check its password");
        assertThatNullPointerException()
                .isThrownBy(() -> ClientCertificate.ofPkcs12(file, null))
                .withMessage("password");
    }

    @Test
    void fileThatIsNoPkcs12IsNamedWithAMend() throws IOException {
        Path pem = write("pem.p12", EC.toPem());
        Path garbage = write("garbage.p12", "garbage");
        Path lonely = Files.write(folder.resolve("lonely.p12"), Chains.bytes("lonely.p12"));
        char[] password = "secret".toCharArray();
        assertThatIOException()
                .isThrownBy(() -> ClientCertificate.ofPkcs12(pem, password))
                .withMessageContaining("pem.p12 is PEM, not PKCS #12: read it by ClientCertificate.ofPem");
        assertThatIOException()
                .isThrownBy(() -> ClientCertificate.ofPkcs12(garbage, password))
                .withMessageContaining("garbage.p12 can't be read as PKCS #12");
        assertThatIOException()
                .isThrownBy(() -> ClientCertificate.ofPkcs12(lonely, password))
                .withMessageContaining("lonely.p12 holds a private key without its certificate");
    }

    @Test
    void keyInAStoreWithoutItsCertificateIsTold() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(Chains.bytes("lonely.p12")), "secret".toCharArray());
        String alias = store.aliases().nextElement();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientCertificate.ofKeyStore(store, alias, "secret".toCharArray()))
                .withMessageContaining("has no certificate in the key store");
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

    @Test
    void filesOfAKeyAndACertificateThatDontBelongTogetherAreEachWell() throws IOException {
        for (HeldCertificate held : List.of(EC, RSA)) {
            Path chain = write("chain.pem", held.toPem());
            Path key = write("key.pem", (held == EC ? RSA : EC).privateKeyToPem());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ClientCertificate.ofPem(chain, key))
                    .withMessageContaining("isn't the one of the certificate of CN=ann.example.com");
        }
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
