package org.postrider.smtp.internal.tls;

import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;
import org.postrider.smtp.internal.Printable;

/** Names certificates in messages: on one line, of bounded length, whatever whoever issued them wrote. Stateless. */
public final class Subjects {
    private static final int LONGEST = 200;

    private Subjects() {}

    /**
     * Names whom a certificate is for.
     *
     * @param certificate the certificate
     * @return its subject, such as {@code CN=mail.example.com}
     */
    public static String of(X509Certificate certificate) {
        return of(certificate.getSubjectX500Principal());
    }

    /**
     * Names whoever issued a certificate.
     *
     * @param certificate the certificate
     * @return its issuer, such as {@code CN=Example CA}
     */
    public static String issuerOf(X509Certificate certificate) {
        return of(certificate.getIssuerX500Principal());
    }

    private static String of(X500Principal principal) {
        String name = Printable.escape(principal.getName());
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "...";
    }
}
