package org.postrider.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name the server. Filled by picocli, used once. */
final class HostOptions {
    @Option(
            names = "--host",
            required = true,
            paramLabel = "HOST",
            description = "The mail server's name or IP address, or all in one line: smtps://ann@smtp.example.com.")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Its port; by default 465 with --tls implicit, 587 with --user, else 25.")
    private @Nullable Integer port;

    Target toTarget() {
        return new Target("--host", host, port);
    }
}
