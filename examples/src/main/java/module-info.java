/** The snippets that the documentation quotes. */
module org.postrider.examples {
    requires static org.jspecify;
    requires org.postrider.mail;

    exports org.postrider.examples;
}
