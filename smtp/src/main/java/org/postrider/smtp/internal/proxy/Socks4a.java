package org.postrider.smtp.internal.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.PasswordCredential;

/** SOCKS version 4 with its extension 4A, by which names are left to the proxy; a user name is all that it has of a login. */
final class Socks4a implements Negotiation {
    private static final int VERSION = 4;
    private static final int CONNECT = 1;
    private static final int GRANTED = 90;

    private final String host;
    private final int port;
    private final @Nullable PasswordCredential credential;

    Socks4a(String host, int port, @Nullable PasswordCredential credential) {
        this.host = host;
        this.port = port;
        this.credential = credential;
    }

    @Override
    public Step first() {
        byte[] address = Socks5.address(host);
        boolean byAddress = address != null && address.length == 4;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(VERSION);
        out.write(CONNECT);
        out.write(port >> 8);
        out.write(port & 0xFF);
        out.writeBytes(byAddress ? address : new byte[] {0, 0, 0, 1}); // Which says that a name follows.
        writeEnded(out, credential == null ? "" : credential.userName());
        if (!byAddress) {
            writeEnded(out, host);
        }
        return new Step(out.toByteArray(), 8);
    }

    private static void writeEnded(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        out.write(0);
    }

    @Override
    public @Nullable Step next(byte[] heard) throws ProxyException {
        if (heard[0] != 0) {
            throw ProxyException.malformed("it doesn't speak SOCKS4: check its kind and port");
        }
        int code = heard[1] & 0xFF;
        if (code == GRANTED) {
            return null;
        }
        throw code == 92 || code == 93
                ? ProxyException.login("it doesn't take the user name")
                : ProxyException.refused("it can't reach the server: code " + code);
    }
}
