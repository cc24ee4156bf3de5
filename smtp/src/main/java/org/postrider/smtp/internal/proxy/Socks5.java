package org.postrider.smtp.internal.proxy;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.internal.tls.HostNames;

/** SOCKS version 5 (RFC 1928), with user and password (RFC 1929); names are left to the proxy to look up. */
final class Socks5 implements Negotiation {
    private static final int VERSION = 5;
    private static final int NO_LOGIN = 0;
    private static final int USER_PASSWORD = 2;
    private static final int LOGIN_VERSION = 1;
    private static final int CONNECT = 1;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;

    private enum State {
        METHOD,
        LOGIN,
        REPLY,
        NAME_LENGTH,
        REST
    }

    private final String host;
    private final int port;
    private final @Nullable PasswordCredential credential;
    private State state = State.METHOD;

    Socks5(String host, int port, @Nullable PasswordCredential credential) {
        this.host = host;
        this.port = port;
        this.credential = credential;
    }

    @Override
    public Step first() {
        byte[] alone = {VERSION, 1, NO_LOGIN};
        byte[] both = {VERSION, 2, NO_LOGIN, USER_PASSWORD};
        return new Step(credential == null ? alone : both, 2);
    }

    @Override
    public @Nullable Step next(byte[] heard) throws ProxyException {
        return switch (state) {
            case METHOD -> onMethod(heard);
            case LOGIN -> onLogin(heard);
            case REPLY -> onReply(heard);
            case NAME_LENGTH -> rest(heard[0] & 0xFF);
            case REST -> null;
        };
    }

    private Step onMethod(byte[] heard) throws ProxyException {
        if (heard[0] != VERSION) {
            throw ProxyException.malformed("it doesn't speak SOCKS5: check its kind and port");
        }
        if (heard[1] == NO_LOGIN) {
            return request();
        }
        if (heard[1] == USER_PASSWORD && credential != null) {
            state = State.LOGIN;
            return new Step(login(credential), 2);
        }
        throw ProxyException.login(
                credential == null
                        ? "it wants a login: give the proxy a credential"
                        : "it takes no login by user and password");
    }

    private static byte[] login(PasswordCredential credential) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(LOGIN_VERSION);
        writeCounted(out, octets(credential.userName()));
        writeCounted(out, octets(credential.password()));
        return out.toByteArray();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void writeCounted(ByteArrayOutputStream out, byte[] octets) {
        out.write(octets.length); // At most 255, as ProxyOptions has seen to.
        out.writeBytes(octets);
    }

    private Step onLogin(byte[] heard) throws ProxyException {
        if (heard[1] != 0) {
            throw ProxyException.login("it refuses the login: check user and password of the proxy");
        }
        return request();
    }

    private Step request() {
        state = State.REPLY;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {VERSION, CONNECT, 0});
        writeHost(out);
        out.write(port >> 8);
        out.write(port & 0xFF);
        return new Step(out.toByteArray(), 4);
    }

    private void writeHost(ByteArrayOutputStream out) {
        byte[] address = address(host);
        if (address == null) {
            out.write(NAME);
            writeCounted(out, octets(host));
        } else {
            out.write(address.length == 4 ? IPV4 : IPV6);
            out.writeBytes(address);
        }
    }

    /** Gives the octets of an address; null for a name, which is looked up by the proxy. */
    static byte @Nullable [] address(String host) {
        if (!HostNames.isAddress(host)) {
            return null;
        }
        try {
            return InetAddress.getByName(host).getAddress();
        } catch (UnknownHostException expected) {
            return null;
        }
    }

    private Step onReply(byte[] heard) throws ProxyException {
        if (heard[0] != VERSION) {
            throw ProxyException.malformed("its reply isn't one of SOCKS5");
        }
        if (heard[1] != 0) {
            throw ProxyException.refused("it can't reach the server: " + meaning(heard[1] & 0xFF));
        }
        return switch (heard[3]) {
            case IPV4 -> rest(4);
            case IPV6 -> rest(16);
            case NAME -> {
                state = State.NAME_LENGTH;
                yield new Step(new byte[0], 1);
            }
            default -> throw ProxyException.malformed("its reply has an address of no kind that SOCKS5 knows");
        };
    }

    /** The address that it connects from, and the port, say nothing to us. */
    private Step rest(int addressLength) {
        state = State.REST;
        return new Step(new byte[0], addressLength + 2);
    }

    private static String meaning(int code) {
        return switch (code) {
            case 1 -> "general failure";
            case 2 -> "its rules don't allow it";
            case 3 -> "network unreachable";
            case 4 -> "host unreachable, or its name unknown";
            case 5 -> "connection refused";
            case 6 -> "the connection took too long";
            case 7 -> "it doesn't know CONNECT";
            case 8 -> "it doesn't know this kind of address";
            default -> "code " + code;
        };
    }
}
