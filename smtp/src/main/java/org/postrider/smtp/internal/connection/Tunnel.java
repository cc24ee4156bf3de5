package org.postrider.smtp.internal.connection;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.internal.proxy.Negotiation;
import org.postrider.smtp.internal.proxy.Negotiation.Step;
import org.postrider.smtp.internal.proxy.ProxyException;
import org.postrider.sockets.ObjectDisposedException;
import org.postrider.sockets.Socket;
import org.postrider.sockets.SocketAsyncEventArgs;
import org.postrider.sockets.SocketError;
import org.postrider.sockets.SocketException;

/**
 * Carries the words with a proxy over a connected socket. Lives on the loop's thread, for one negotiation; whoever closes the socket
 * ends it. Its end is told once: by null when the way is open, else by what stood in it.
 */
final class Tunnel {
    private final Socket socket;
    private final Negotiation words;
    private final Consumer<@Nullable Loss> done;
    private final SocketAsyncEventArgs args = new SocketAsyncEventArgs();
    private byte[] hearing = new byte[0];
    private int heard;
    private boolean saying;

    Tunnel(Socket socket, Negotiation words, Consumer<@Nullable Loss> done) {
        this.socket = socket;
        this.words = words;
        this.done = done;
        args.addCompletedHandler((sender, e) -> {
            if (advance()) {
                goOn();
            }
        });
    }

    void start() {
        begin(words.first());
        goOn();
    }

    private void begin(Step step) {
        hearing = new byte[step.hear()];
        heard = 0;
        saying = step.say().length > 0;
        byte[] buffer = saying ? step.say() : hearing;
        args.setBuffer(buffer, 0, buffer.length);
    }

    /** Operations that complete inline loop; one that is pending calls again. */
    private void goOn() {
        try {
            while (!start(saying)) {
                if (!advance()) {
                    return;
                }
            }
        } catch (ObjectDisposedException e) {
            lost(SocketError.OPERATION_ABORTED);
        } catch (SocketException e) {
            lost(e.getSocketErrorCode());
        }
    }

    private boolean start(boolean send) {
        return send ? socket.sendAsync(args) : socket.receiveAsync(args);
    }

    /** Looks at what has completed; true when there is more to do. */
    private boolean advance() {
        if (args.getSocketError() != SocketError.SUCCESS) {
            lost(args.getSocketError());
            return false;
        }
        if (saying) {
            saying = false;
        } else if (args.getBytesTransferred() == 0) {
            done.accept(new Loss(FailureKind.CONNECTION, "it closed the connection", null));
            return false;
        } else {
            heard += args.getBytesTransferred();
        }
        if (heard == hearing.length) {
            return answer();
        }
        args.setBuffer(hearing, heard, hearing.length - heard);
        return true;
    }

    private boolean answer() {
        try {
            Step next = words.next(hearing);
            if (next != null) {
                begin(next);
                return true;
            }
            done.accept(null);
        } catch (ProxyException e) {
            done.accept(new Loss(e.kind(), String.valueOf(e.getMessage()), e));
        }
        return false;
    }

    private void lost(SocketError error) {
        done.accept(new Loss(FailureKind.CONNECTION, "the connection was lost: " + error, new SocketException(error)));
    }
}
