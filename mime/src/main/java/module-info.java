/** Content types, transfer encodings and the streaming MIME writer: System.Net.Mime in Java idiom. */
module org.postrider.mime {
    requires static org.jspecify;

    exports org.postrider.mime;
}
