package org.postrider.benchmarks;

import java.util.function.Supplier;

/** Who is measured: ours, the peers, and what a hand-written loop reaches that knows nothing but these three messages. */
public enum ComposerKind {
    /** {@code MailMessage.writeTo}. */
    POSTRIDER(PostriderComposer::new),
    /** The bytes put together by hand, without any check. */
    FLOOR(FloorComposer::new),
    /** Angus Mail as it comes. */
    ANGUS(AngusComposer::asItComes),
    /** Angus Mail as its experts set it up. */
    ANGUS_TUNED(AngusComposer::tuned),
    /** Simple Java Mail, which composes by Angus Mail. */
    SIMPLE_JAVA_MAIL(SimpleJavaMailComposer::new),
    /** The encoder of Vert.x Mail. */
    VERTX(VertxComposer::new),
    /** Apache James mime4j. */
    MIME4J(Mime4jComposer::new);

    private final Supplier<Composer> maker;

    ComposerKind(Supplier<Composer> maker) {
        this.maker = maker;
    }

    Composer make() {
        return maker.get();
    }
}
