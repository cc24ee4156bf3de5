package org.postrider.sockets;

import java.lang.System.Logger.Level;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** The sockets that the selector of a loop has found ready, in that order. Used by the loop's thread. */
final class ReadySockets implements Consumer<SelectionKey> {
    /** So many are resumed in a row; among thousands, what has come to the loop meanwhile doesn't wait for all of them. */
    static final int TURN = 32;

    private final String loop;
    private final ArrayDeque<SelectionKey> keys = new ArrayDeque<>();

    ReadySockets(String loop) {
        this.loop = loop;
    }

    /** Only takes note: select holds locks of the selector while it calls this. */
    @Override
    public void accept(SelectionKey key) {
        keys.add(key);
    }

    /**
     * Resumes some, and tells whether others are left. Nobody knows how far one got that failed, so it is closed; the others go on.
     */
    boolean resume() {
        for (int left = TURN; left > 0 && !keys.isEmpty(); left--) {
            SelectionKey key = keys.remove();
            if (key.attachment() instanceof ChannelDriver socket) {
                try {
                    socket.ready(key);
                } catch (RuntimeException | Error e) {
                    socket.close();
                    Helm.report(
                            Level.ERROR, "A socket of the loop " + loop + " failed and is closed; the loop goes on", e);
                }
            }
        }
        return !keys.isEmpty();
    }
}
