/** Content types, transfer encodings and the streaming MIME writer: System.Net.Mime in Java idiom. */
// The one friend of the writer isn't on the module path when this module is compiled.
@SuppressWarnings("module")
module org.postrider.mime {
    requires static org.jspecify;

    exports org.postrider.mime;
    exports org.postrider.mime.internal to
            org.postrider.mail;
}
