package org.postrider.sockets;

/** Thrown when something is used that was closed before, as by .NET's System.ObjectDisposedException. */
public class ObjectDisposedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** The name of what was closed. */
    private final String objectName;

    /**
     * Makes the exception.
     *
     * @param objectName what was closed, for example {@code Socket}
     */
    public ObjectDisposedException(String objectName) {
        super("This " + objectName + " has been closed; make a new one");
        this.objectName = objectName;
    }

    /**
     * Names what was closed.
     *
     * @return the name given to the constructor
     */
    public String getObjectName() {
        return objectName;
    }
}
