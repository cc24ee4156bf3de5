package org.postrider.sockets;

/** Stands in until the module has its first class. */
public final class SocketsProbe {
    private SocketsProbe() {}
}
