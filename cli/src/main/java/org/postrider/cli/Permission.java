package org.postrider.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import org.postrider.smtp.RouteOptions;
import org.postrider.smtp.SmtpOptions;

/** Asks before a server is loaded that somebody else may depend on. This machine's own is loaded without asking. */
final class Permission {
    private final Terminal terminal;

    Permission(Terminal terminal) {
        this.terminal = terminal;
    }

    void require(SmtpOptions way, BenchPlan plan, boolean given) {
        if (given || isHere(way)) {
            return;
        }
        if (!terminal.isInteractive()) {
            throw new UsageException("HOST[:PORT]: " + way.host()
                    + " is not this machine; add --yes if it is yours to load, or run in a terminal to be asked");
        }
        String question = String.format(
                Locale.ROOT,
                "This sends up to %,d messages to %s by way of %s, over %d connections. Type yes to go on: ",
                plan.messages(),
                Terminal.harmless(plan.recipient().getAddress()),
                Terminal.harmless(way.server()),
                plan.connections());
        if (!terminal.answer(question).strip().toLowerCase(Locale.ROOT).equals("yes")) {
            throw new UsageException("HOST[:PORT]: nothing was sent, since you didn't say yes");
        }
    }

    /** Servers that DNS names, and those behind a proxy, are elsewhere. */
    private static boolean isHere(SmtpOptions way) {
        if (!way.route().equals(RouteOptions.DIRECT)) {
            return false;
        }
        try {
            return Arrays.stream(InetAddress.getAllByName(way.host())).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException expected) {
            return false; // Connecting will tell what is wrong with it.
        }
    }
}
