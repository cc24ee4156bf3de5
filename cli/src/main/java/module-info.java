/** The postrider command. */
module org.postrider.cli {
    requires static org.jspecify;
    requires java.logging;
    requires org.postrider.mail;
    requires org.postrider.testkit;
    requires info.picocli;

    exports org.postrider.cli;

    opens org.postrider.cli to
            info.picocli;
}
