package org.postrider.smtp.internal.url;

import org.postrider.smtp.internal.tls.HostNames;

/**
 * Tells what can be no host: a URL, or a user and a password in front of one. It would be looked up, logged and quoted in errors. Stateless.
 *
 * <p>Whether the rest is a name or an address is left to whoever looks it up; a zone behind an IPv6 address may be of nearly any characters.
 */
public final class HostText {
    private static final String NEVER = "/@?#\"'\\<>[]^`{|},;()";

    private HostText() {}

    /**
     * Takes off what may stand around a host, blanks and the brackets of an IPv6 address.
     *
     * @param host a name, or an address
     * @return the host
     * @throws IllegalArgumentException that says what is wrong, and shows nothing that could be a secret
     */
    public static String checked(String host) {
        if (host.isBlank()) {
            throw new IllegalArgumentException("the host is empty; give the mail server's name or address");
        }
        String text = host.trim();
        if (text.contains("://")) {
            throw new IllegalArgumentException("the host is a URL: give its host alone,"
                    + " or the URL to SmtpOptions.of, SmtpClient.fromUrl or Mailer.builder(url)");
        }
        String bare = HostNames.withoutBrackets(text);
        int misfit = misfit(bare);
        if (misfit >= 0) {
            throw new IllegalArgumentException("the host has " + shown(misfit)
                    + ", which no host has; give the mail server's name or address and nothing else");
        }
        return bare;
    }

    /**
     * Gives the first character that no host has.
     *
     * @param text without brackets
     * @return the character, or -1 if there is none
     */
    public static int misfit(String text) {
        return text.chars()
                .filter(c -> NEVER.indexOf(c) >= 0 || Character.isISOControl(c) || isSpace(c))
                .findFirst()
                .orElse(-1);
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static String shown(int c) {
        return NEVER.indexOf(c) >= 0 ? "a " + Character.toString(c) : String.format("the character U+%04X", c);
    }
}
