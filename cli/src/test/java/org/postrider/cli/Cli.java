package org.postrider.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postrider.testkit.SmtpTestServer;

/** Runs the command in this JVM, in a world of the test's making. For one run. */
final class Cli {
    private final List<String> args = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private InputStream in = InputStream.nullInputStream();
    private Terminal.Prompt prompt;

    /** What a run gave back. */
    record Run(int code, String out, String err) {
        List<String> errLines() {
            return err.lines().toList();
        }
    }

    static Run postrider(String... args) {
        return new Cli().with(args).run();
    }

    /** A send in clear that lacks nothing but what the test is about. */
    static Cli send(SmtpTestServer server, String... more) {
        return bareSend(server, "none")
                .with("--from", "ann@example.com", "--to", "bob@example.com")
                .with(more);
    }

    /** A send that lacks its addresses. */
    static Cli bareSend(SmtpTestServer server, String tls) {
        return new Cli().with("send", "--host", server.getHost(), "--port", "" + server.getPort(), "--tls", tls);
    }

    Cli with(String... more) {
        args.addAll(List.of(more));
        return this;
    }

    Cli in(String text) {
        return in(text.getBytes(StandardCharsets.UTF_8));
    }

    Cli in(byte[] bytes) {
        in = new ByteArrayInputStream(bytes);
        return this;
    }

    Cli environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Sits somebody at the terminal, who answers questions like that. */
    Cli answering(Terminal.Prompt answer) {
        prompt = answer;
        return this;
    }

    Run run() {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), in, environment, prompt);
        int code = Main.run(terminal, args.toArray(String[]::new));
        return new Run(code, out.toString(), err.toString());
    }
}
