/** Sockets whose operations complete at once or call back: System.Net.Sockets in Java idiom, on a selector loop. */
module org.postrider.sockets {
    requires static org.jspecify;

    exports org.postrider.sockets;
}
