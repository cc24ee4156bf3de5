package org.postrider.testkit.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.HeldCertificate;
import org.postrider.testkit.ReplyDelivery;
import org.postrider.testkit.internal.Settings.TlsMode;

/** Settings in the making, with their defaults. Not thread safe. */
public final class SettingsDraft {
    private static final long ONE_GIB = 1L << 30;

    /** Passwords by user names. */
    public final Map<String, String> users = new LinkedHashMap<>();

    /** Names of the server besides those of loopback. */
    public final List<String> hostNames = new ArrayList<>();

    /** Keywords to leave out, in upper case. */
    public final Set<String> hidden = new HashSet<>();

    /** Lines to add to the EHLO reply. */
    public final List<String> extra = new ArrayList<>();

    /** When TLS begins. */
    public TlsMode tlsMode = TlsMode.NONE;

    /** Whether mail in clear is refused. */
    public boolean isTlsRequired;

    /** Whether a client must show a certificate. */
    public boolean isClientCertificateRequired;

    /** The certificate to show, or {@code null} for a right one. */
    public @Nullable HeldCertificate certificate;

    /** TLS versions; empty for those of the runtime. */
    public List<String> protocols = List.of();

    /** Mechanisms to offer, or {@code null} for those that work, if there are users. */
    public @Nullable List<String> mechanisms;

    /** Whether mail needs a login. */
    public boolean isAuthRequired;

    /** Whether AUTH is there under TLS only. */
    public boolean isAuthOnlyOverTls;

    /** Whether EHLO is unknown. */
    public boolean isHelloOnly;

    /** Whether LMTP is spoken. */
    public boolean isLmtp;

    /** The largest message in bytes. */
    public long maxSize = ONE_GIB;

    /** The most recipients of a message. */
    public int maxRecipients = 1000;

    /** How replies are cut. */
    public ReplyDelivery delivery = ReplyDelivery.WHOLE;

    /** SO_RCVBUF in bytes; 0 for the system's default. */
    public int receiveBufferSize;

    /** The start of each queue id. */
    public String queueIdPrefix = "";

    /** Whether contents are only counted and hashed. */
    public boolean isDiscardingBodies;

    /** Makes a draft of the defaults. */
    public SettingsDraft() {}

    /**
     * Gives the settings as they are now.
     *
     * @return an immutable copy
     */
    public Settings finish() {
        return new Settings(tls(), auth(), dialect(), storage());
    }

    private Settings.Tls tls() {
        HeldCertificate shown = certificate == null ? rightCertificate() : certificate;
        return new Settings.Tls(tlsMode, isTlsRequired, shown, isClientCertificateRequired, protocols);
    }

    private HeldCertificate rightCertificate() {
        List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
        names.addAll(hostNames);
        return CertificateAuthority.shared().issue(names.toArray(new String[0]));
    }

    private Settings.Auth auth() {
        List<String> working = users.isEmpty() ? List.of() : List.of("PLAIN", "LOGIN");
        List<String> offered = mechanisms == null ? working : mechanisms;
        return new Settings.Auth(Map.copyOf(users), offered, isAuthRequired, isAuthOnlyOverTls);
    }

    private Settings.Dialect dialect() {
        String name = hostNames.isEmpty() ? "localhost" : hostNames.get(0);
        return new Settings.Dialect(name, Set.copyOf(hidden), List.copyOf(extra), isHelloOnly, isLmtp, delivery);
    }

    private Settings.Storage storage() {
        return new Settings.Storage(maxSize, maxRecipients, receiveBufferSize, queueIdPrefix, isDiscardingBodies);
    }
}
