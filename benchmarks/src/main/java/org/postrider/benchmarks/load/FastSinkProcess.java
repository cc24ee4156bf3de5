package org.postrider.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The test kit's fast sink, asked by its standard input. */
final class FastSinkProcess implements Sink {
    private final Process process;
    private final Writer out;
    private final BufferedReader in;
    private final int port;

    FastSinkProcess(Scenario scenario, Path authority) throws IOException {
        process = new ProcessBuilder(Jvm.command(SinkMain.class, "-Xmx256m", scenario.label(), authority.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = process.outputWriter(StandardCharsets.US_ASCII);
        in = process.inputReader(StandardCharsets.US_ASCII);
        port = Integer.parseInt(line());
    }

    private String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("the sink has ended");
        }
        return line;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Counts counts() throws IOException {
        out.write("counts\n");
        out.flush();
        String[] n = line().split(" ", -1);
        return new Counts(
                Long.parseLong(n[0]),
                Long.parseLong(n[1]),
                Long.parseLong(n[2]),
                Long.parseLong(n[3]),
                Long.parseLong(n[4]));
    }

    @Override
    public void close() {
        process.destroy();
    }
}
