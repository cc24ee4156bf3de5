package org.postrider.sockets;

import java.lang.System.Logger.Level;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** The sockets that the selector of a loop has found ready, in that order. Used by the loop's thread. */
final class ReadySockets implements Consumer<SelectionKey> {
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

    /** Resumes each. Nobody knows how far one got that failed, so it is closed; the others go on. */
    void resume() {
        SelectionKey key;
        while ((key = keys.poll()) != null) {
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
    }
}
