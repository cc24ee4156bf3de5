package org.postrider.benchmarks.load;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How often a process has called the system, by purpose, as {@code strace -c} tells. Not thread safe. */
final class SystemCalls {
    /** What a call is for. */
    enum Purpose {
        SEND("write", "writev", "sendto", "sendmsg"),
        RECEIVE("read", "readv", "recvfrom", "recvmsg"),
        /** Waiting for what may be sent or received. */
        SELECT("epoll_wait", "epoll_pwait", "epoll_ctl", "poll", "ppoll"),
        /** Threads that wait for each other. */
        FUTEX("futex"),
        OTHER;

        private final List<String> names;

        Purpose(String... names) {
            this.names = List.of(names);
        }

        boolean isNetwork() {
            return ordinal() <= SELECT.ordinal();
        }

        private static Purpose of(String call) {
            for (Purpose purpose : values()) {
                if (purpose.names.contains(call)) {
                    return purpose;
                }
            }
            return OTHER;
        }
    }

    private final Map<Purpose, Long> counts = new EnumMap<>(Purpose.class);

    /** Reads the table: share, seconds, microseconds, calls, perhaps errors, name; a line of dashes before the sum. */
    static SystemCalls parse(List<String> table) {
        SystemCalls calls = new SystemCalls();
        for (String line : table) {
            String[] cells = line.strip().split("\\s+", -1);
            boolean row = cells.length >= 5 && cells[3].chars().allMatch(Character::isDigit);
            if (row && !cells[cells.length - 1].equals("total")) {
                calls.counts.merge(Purpose.of(cells[cells.length - 1]), Long.parseLong(cells[3]), Long::sum);
            }
        }
        return calls;
    }

    long of(Purpose purpose) {
        return counts.getOrDefault(purpose, 0L);
    }
}
