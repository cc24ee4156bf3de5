package org.postrider.testkit.internal;

/**
 * Takes the bytes after DATA, removes dot-stuffing, and finds the end (RFC 5321, section 4.5.2).
 *
 * <p>Only CRLF ends a line here: a dot after a bare LF is content, so that no message can be smuggled through a looser
 * reading. Belongs to the connection's thread.
 */
final class DotDecoder implements Wire.Taker {
    private enum State {
        LINE_START,
        DOT,
        DOT_CR,
        TEXT,
        CR,
        END
    }

    private static final byte[] CR = {'\r'};

    private final Content content;
    private State state = State.LINE_START;
    private long wireSize;

    DotDecoder(Content content) {
        this.content = content;
    }

    boolean isAtEnd() {
        return state == State.END;
    }

    long wireSize() {
        return wireSize;
    }

    /** Copies runs of content; a run breaks at a dot that isn't content. */
    @Override
    public int take(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int runStart = offset;
        int at = offset;
        while (at < end && state != State.END) {
            State before = state;
            state = after(before, bytes[at]);
            if (state == State.DOT || state == State.DOT_CR) {
                content.append(bytes, runStart, before == State.LINE_START ? at - runStart : 0);
                runStart = at + 1;
            } else if (before == State.DOT_CR && state != State.END) {
                // The CR after a stuffed dot was content after all.
                content.append(CR, 0, 1);
                runStart = at;
            }
            at++;
        }
        content.append(bytes, runStart, state == State.END ? 0 : at - runStart);
        wireSize += at - offset;
        return at - offset;
    }

    private static State after(State state, int octet) {
        return switch (state) {
            case LINE_START -> octet == '.' ? State.DOT : inText(octet);
            case DOT -> octet == '\r' ? State.DOT_CR : inText(octet);
            case DOT_CR -> octet == '\n' ? State.END : inText(octet);
            case CR -> octet == '\n' ? State.LINE_START : inText(octet);
            case TEXT -> inText(octet);
            case END -> State.END;
        };
    }

    private static State inText(int octet) {
        return octet == '\r' ? State.CR : State.TEXT;
    }
}
