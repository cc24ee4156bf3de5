package org.postrider.smtp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Keeps what is logged while it is open, for who looks for everything. Tests run at the same time: each looks for lines that are its
 * own.
 */
public final class LogKeeper implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("org.postrider.smtp");
    private static int open; // guarded by the class

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** Begins to keep. */
    public LogKeeper() {
        LOG.addHandler(handler);
        synchronized (LogKeeper.class) {
            open++;
            LOG.setLevel(Level.FINE);
        }
    }

    /**
     * Gives the lines that begin with a text, each behind its level.
     *
     * @param start the text
     * @return such as {@code FINE smtp.example.com:25: ...}
     */
    public List<String> linesFrom(String start) {
        return records.stream()
                .filter(record -> record.getMessage().startsWith(start))
                .map(record -> record.getLevel().getName() + " " + record.getMessage())
                .toList();
    }

    @Override
    public void close() {
        LOG.removeHandler(handler);
        synchronized (LogKeeper.class) {
            if (--open == 0) {
                LOG.setLevel(null);
            }
        }
    }
}
