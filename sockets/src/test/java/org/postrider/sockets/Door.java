package org.postrider.sockets;

/** The two modes of a socket, as the parameter of tests that have to hold in both. */
enum Door {
    LOOP {
        @Override
        Socket open() {
            return new Socket();
        }
    },
    BLOCKING {
        @Override
        Socket open() {
            return Socket.blocking();
        }
    };

    abstract Socket open();
}
