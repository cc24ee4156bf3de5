package org.postrider.cli;

/**
 * Something to be said of a server.
 *
 * @param isWarning whether it should be mended; else it is a note, of what would be better
 * @param code what it is called, for programs
 * @param text what to tell a person
 */
record Advice(boolean isWarning, String code, String text) {
    static Advice warning(String code, String text) {
        return new Advice(true, code, text);
    }

    static Advice note(String code, String text) {
        return new Advice(false, code, text);
    }
}
