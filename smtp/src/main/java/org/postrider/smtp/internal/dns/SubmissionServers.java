package org.postrider.smtp.internal.dns;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.postrider.smtp.ServerAddress;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.internal.Printable;
import org.postrider.smtp.internal.tls.HostNames;

/**
 * Finds the servers that a domain's users hand their mail to (RFC 6186, section 3.1; RFC 8314, section 5.1).
 *
 * <p>Whoever forges an answer of DNS could send us, and our password, to a server of his own that has a perfect certificate. So a server
 * counts only if it is in the domain that was asked for, or in one that the user trusts (RFC 6186, section 6). Thread safe.
 */
public final class SubmissionServers {
    /** Enough for every domain there is; an answer of DNS may hold a thousand. */
    private static final int MOST = 20;

    private final ServiceRecords dns;

    /**
     * Makes it.
     *
     * @param dns whom to ask
     */
    public SubmissionServers(ServiceRecords dns) {
        this.dns = dns;
    }

    /**
     * Asks for the servers; may wait for a name server.
     *
     * @param service the options, whose host is the domain
     * @return one at least
     * @throws NoServersException if there is none that may be used
     */
    public List<ServerAddress> find(SmtpOptions service) throws NoServersException {
        String domain = domain(service.host());
        String name = (service.tls().mode() == TlsMode.IMPLICIT ? "_submissions" : "_submission") + "._tcp." + domain;
        List<ServiceRecord> records = reachable(records(name), domain, name);
        List<ServerAddress> servers = records.stream()
                .filter(record -> isTrusted(record, domain, service.route().trustedServerDomains()))
                .sorted(Comparator.comparingInt(ServiceRecord::priority))
                .limit(MOST)
                .map(SubmissionServers::server)
                .toList();
        if (servers.isEmpty()) {
            throw new NoServersException(
                    "DNS names " + shown(records) + " as mail servers of " + domain
                            + ", which aren't in that domain: if that is right, trust theirs by"
                            + " RouteOptions.withTrustedServerDomains",
                    null);
        }
        return servers;
    }

    /** Leaves those that are places to go to, trusted or not. */
    private static List<ServiceRecord> reachable(List<ServiceRecord> records, String domain, String name)
            throws NoServersException {
        if (records.isEmpty()) {
            throw new NoServersException(
                    "DNS knows no mail servers of " + domain + " (no SRV record " + name
                            + ", or its answer didn't arrive whole): give host and port",
                    null);
        }
        List<ServiceRecord> named =
                records.stream().filter(record -> !record.target().equals(".")).toList();
        if (named.isEmpty()) {
            throw new NoServersException(
                    "the domain " + domain + " says in DNS that it has no such service (its SRV record " + name
                            + " is a lone dot)",
                    null);
        }
        List<ServiceRecord> reachable =
                named.stream().filter(record -> record.port() > 0).toList();
        if (reachable.isEmpty()) {
            throw new NoServersException(
                    "DNS names " + shown(named) + " as mail servers of " + domain + " without a port (the SRV records "
                            + name + " have port 0): give host and port",
                    null);
        }
        return reachable;
    }

    private static String domain(String host) throws NoServersException {
        String domain;
        try {
            domain = HostNames.ascii(host).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new NoServersException(String.valueOf(e.getMessage()), e);
        }
        if (HostNames.isAddress(domain) || !HostNames.isName(domain)) {
            throw new NoServersException(
                    "\"" + Printable.escape(host) + "\" is no domain that DNS could name the servers of", null);
        }
        return domain;
    }

    private List<ServiceRecord> records(String name) throws NoServersException {
        try {
            return dns.find(name);
        } catch (IOException e) {
            throw new NoServersException("the mail servers can't be looked up as " + name + ": " + e.getMessage(), e);
        }
    }

    private static boolean isTrusted(ServiceRecord record, String domain, List<String> others) {
        String target = relative(record.target());
        return HostNames.isName(target)
                && (isWithin(target, domain) || others.stream().anyMatch(other -> isWithin(target, other)));
    }

    /** Whole labels: notexample.com isn't in example.com. */
    private static boolean isWithin(String target, String domain) {
        String lower = "." + target.toLowerCase(Locale.ROOT);
        return lower.endsWith("." + domain);
    }

    private static String relative(String target) {
        return target.endsWith(".") ? target.substring(0, target.length() - 1) : target;
    }

    private static ServerAddress server(ServiceRecord record) {
        return new ServerAddress(relative(record.target()), record.port(), record.priority(), record.weight());
    }

    private static String shown(List<ServiceRecord> records) {
        return records.stream()
                .limit(3)
                .map(record -> Printable.escape(relative(record.target())))
                .collect(Collectors.joining(", "));
    }
}
