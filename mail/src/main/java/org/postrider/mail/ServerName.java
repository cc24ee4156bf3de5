package org.postrider.mail;

import org.postrider.mail.internal.idna.Idna;
import org.postrider.mime.FormatException;
import org.postrider.mime.internal.Texts;
import org.postrider.smtp.SmtpOptions;

/** The name of a server as the engine is to have it: the rules that make a mail address's domain one of DNS make its own. Stateless. */
final class ServerName {
    private ServerName() {}

    /** Takes a host, or nothing but blanks, which a send refuses as .NET's does. */
    static String checked(String host) {
        String name = host.trim();
        return name.isEmpty() ? name : SmtpOptions.builder(name).build().host();
    }

    /** Gives the same without the dot of the root, as the other side knows itself. */
    static String unrooted(String host) {
        String ascii = ascii(host);
        return ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    }

    /** Gives the A-labels of a name beyond ASCII; what can be no name stays as it is, and the engine says so. */
    static String ascii(String host) {
        if (Texts.isAscii(host)) {
            return host;
        }
        try {
            boolean rooted = host.endsWith(".");
            return rooted ? Idna.toAscii(host.substring(0, host.length() - 1)) + "." : Idna.toAscii(host);
        } catch (FormatException e) {
            return host;
        }
    }
}
