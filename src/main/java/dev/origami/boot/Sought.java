package dev.origami.boot;

import java.nio.charset.StandardCharsets;

/** Whether a text is in what passes by in pieces. */
final class Sought {
    private final byte[] text;
    private boolean found;
    private int matched;

    Sought(String text) {
        this.text = text.getBytes(StandardCharsets.US_ASCII);
    }

    void pass(byte[] bytes, int length) {
        for (int i = 0; i < length && !found; i++) {
            // The texts that are sought begin with a letter that is nowhere else in them, so no match begins within
            // one.
            matched = bytes[i] == text[matched] ? matched + 1 : bytes[i] == text[0] ? 1 : 0;
            found = matched == text.length;
        }
    }

    boolean isFound() {
        return found;
    }
}
