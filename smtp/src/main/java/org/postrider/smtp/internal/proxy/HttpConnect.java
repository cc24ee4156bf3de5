package org.postrider.smtp.internal.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.internal.Printable;
import org.postrider.smtp.internal.tls.HostNames;

/**
 * A tunnel through an HTTP proxy (RFC 9110, section 9.3.6), with the Basic scheme for a login (RFC 7617).
 *
 * <p>The head of the response is heard octet by octet, since nothing tells its length, and what follows it is the server's. Interim
 * responses (1xx) have a head and no more; they are passed over.
 */
final class HttpConnect implements Negotiation {
    /** More than a proxy has to say, interim responses included. */
    private static final int LONGEST_HEAD = 16 * 1024;

    /** RFC 9112, section 4; the reason phrase, and the space before it, are often left out. */
    private static final Pattern STATUS_LINE = Pattern.compile("(?s)HTTP/1\\.[0-9] ([1-9][0-9]{2})(?: .*)?");

    private static final Step ONE_MORE = new Step(new byte[0], 1);

    private final String target;
    private final @Nullable PasswordCredential credential;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private int heardBefore; // octets of interim responses
    private int lineLength;

    HttpConnect(String host, int port, @Nullable PasswordCredential credential) {
        this.target = HostNames.withPort(host, port);
        this.credential = credential;
    }

    @Override
    public Step first() {
        StringBuilder request = new StringBuilder("CONNECT ").append(target).append(" HTTP/1.1\r\n");
        request.append("Host: ").append(target).append("\r\n");
        if (credential != null) {
            byte[] login = (credential.userName() + ":" + credential.password()).getBytes(StandardCharsets.UTF_8);
            request.append("Proxy-Authorization: Basic ")
                    .append(Base64.getEncoder().encodeToString(login))
                    .append("\r\n");
        }
        return new Step(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII), 1);
    }

    @Override
    public @Nullable Step next(byte[] heard) throws ProxyException {
        head.write(heard[0]);
        if (heard[0] == '\n' && lineLength == 0) {
            return judge(head.toString(StandardCharsets.ISO_8859_1));
        }
        if (heardBefore + head.size() >= LONGEST_HEAD) {
            throw ProxyException.malformed("its response doesn't end");
        }
        if (heard[0] == '\n') {
            lineLength = 0;
        } else if (heard[0] != '\r') {
            lineLength++;
        }
        return ONE_MORE;
    }

    private @Nullable Step judge(String response) throws ProxyException {
        String line = response.lines().findFirst().orElse("");
        Matcher status = STATUS_LINE.matcher(line);
        if (!status.matches()) {
            throw ProxyException.malformed("it doesn't speak HTTP/1: check its kind and port");
        }
        String code = status.group(1);
        String shown = Printable.escape(line);
        if (code.charAt(0) == '1') {
            heardBefore += head.size();
            head.reset();
            return ONE_MORE;
        }
        if (code.equals("407")) {
            throw ProxyException.login(
                    "it wants a login by user and password, or refuses the one that it got: " + shown);
        }
        if (code.charAt(0) != '2') {
            throw ProxyException.refused("it refuses to connect to the server: " + shown);
        }
        return null;
    }
}
