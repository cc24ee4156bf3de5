package org.postrider.sockets;

import java.io.IOException;

/** Something that asks the operating system, and so can fail. */
@FunctionalInterface
interface IoCall<T> {
    T run() throws IOException;
}
