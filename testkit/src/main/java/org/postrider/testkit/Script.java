package org.postrider.testkit;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.internal.Prompter;

/**
 * Tells a running server where to leave its good manners.
 *
 * <pre>{@code
 * server.script().on(Step.RCPT, Reply.of(550, "5.1.1 no such user")).when(line -> line.contains("nobody@"));
 * server.script().on(Step.MAIL, Reply.of(451, "4.3.0 later")).times(1);
 * server.script().on(Step.BODY, Behaviour.reset()).afterBytes(100_000);
 * }</pre>
 *
 * <p>At each step the first rule applies that fits, in the order in which the rules were added; without one, the server
 * answers normally. Rules count over all connections. Thread safe, and may be changed while clients are connected. The
 * trap: a rule is in force as soon as {@link #on} returns, so limit it before the client acts.
 */
public final class Script {
    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    private volatile @Nullable LoginFault loginFault;

    Script() {}

    /**
     * Adds a rule.
     *
     * @param step where it applies
     * @param behaviour what the server does there
     * @return the rule, which applies every time unless it is limited
     */
    public Rule on(Step step, Behaviour behaviour) {
        Rule rule = new Rule(step, behaviour);
        rules.add(rule);
        return rule;
    }

    /**
     * Misbehaves in the logins to come.
     *
     * @param fault how, or {@code null} for logins in good order
     */
    public void login(@Nullable LoginFault fault) {
        loginFault = fault;
    }

    /** Removes all rules: the server answers normally again. */
    public void clear() {
        rules.clear();
        loginFault = null;
    }

    /** The side of the script that the connections see. */
    Prompter prompter() {
        return new Prompter() {
            @Override
            public @Nullable Behaviour pick(Step step, String line) {
                return first(rule -> rule.matches(step, line));
            }

            @Override
            public @Nullable LoginFault loginFault() {
                return loginFault;
            }

            @Override
            public @Nullable Behaviour pickInBody(long from, long to) {
                return first(rule -> rule.matchesInBody(from, to));
            }
        };
    }

    /** Every rule that matches counts the occasion, also if an earlier one takes it: so nth doesn't depend on neighbours. */
    private @Nullable Behaviour first(Predicate<Rule> matches) {
        Rule found = null;
        for (Rule rule : rules) {
            if (matches.test(rule) && rule.isDue() && found == null && rule.claim()) {
                found = rule;
            }
        }
        return found == null ? null : found.behaviour;
    }

    /**
     * One rule of a script, and its limits.
     *
     * <p>Thread safe; the limits may be given in any order.
     */
    public static final class Rule {
        private final Step step;
        private final Behaviour behaviour;
        private final AtomicInteger seen = new AtomicInteger();
        private final AtomicInteger uses = new AtomicInteger();
        private volatile Predicate<String> condition = line -> true;
        private volatile int nth;
        private volatile int times = Integer.MAX_VALUE;
        private volatile long afterBytes;

        private Rule(Step step, Behaviour behaviour) {
            this.step = Objects.requireNonNull(step, "step");
            this.behaviour = Objects.requireNonNull(behaviour, "behaviour");
        }

        /**
         * Limits the rule to certain command lines.
         *
         * @param condition gets the line without its end (an empty one at a step without a command); runs on the
         *     connection's thread. What it throws ends the connection; {@link Session#getEndingReason} and the text of a wait that
         *     failed tell of it
         * @return this rule
         */
        public Rule when(Predicate<String> condition) {
            this.condition = Objects.requireNonNull(condition, "condition");
            return this;
        }

        /**
         * Limits the rule to one occasion.
         *
         * @param number which of the occasions that fit the step and {@link #when}, 1 for the first
         * @return this rule
         * @throws IllegalArgumentException if the number is below 1
         */
        public Rule nth(int number) {
            this.nth = positive(number, "nth");
            return this;
        }

        /**
         * Limits how often the rule applies; then the server is normal again.
         *
         * @param number how often
         * @return this rule
         * @throws IllegalArgumentException if the number is below 1
         */
        public Rule times(int number) {
            this.times = positive(number, "times");
            return this;
        }

        /**
         * Sets the place of a {@link Step#BODY} rule within the message.
         *
         * @param bytes after how many bytes on the wire, at least, the behaviour comes; 0 (the default) is before the first
         * @return this rule
         * @throws IllegalArgumentException if the number is negative, or the rule is for another step
         */
        public Rule afterBytes(long bytes) {
            if (step != Step.BODY || bytes < 0) {
                throw new IllegalArgumentException("afterBytes takes 0 or more, and goes with Step.BODY only");
            }
            this.afterBytes = bytes;
            return this;
        }

        /**
         * Tells how often the rule has been applied.
         *
         * @return the number of times
         */
        public int getUses() {
            return Math.min(uses.get(), times);
        }

        private static int positive(int number, String name) {
            if (number < 1) {
                throw new IllegalArgumentException(name + " counts from 1, so " + number + " never applies");
            }
            return number;
        }

        private boolean matches(Step step, String line) {
            return this.step == step && condition.test(line);
        }

        private boolean matchesInBody(long from, long to) {
            return matches(Step.BODY, "") && from < afterBytes && afterBytes <= to;
        }

        private boolean isDue() {
            int occasion = seen.incrementAndGet();
            return nth == 0 || nth == occasion;
        }

        private boolean claim() {
            return uses.incrementAndGet() <= times;
        }
    }
}
