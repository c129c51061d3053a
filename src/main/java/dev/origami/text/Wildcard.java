package dev.origami.text;

/**
 * A value with wildcards as a pattern on the whole text: {@code *} is zero or more characters, {@code ?} zero or one, a
 * backslash makes either, or itself, an ordinary character (source section 4.5). Takes time proportional to pattern
 * times text at most, whatever the pattern.
 */
public final class Wildcard {
    private static final int ANY_NUMBER = -1;
    private static final int AT_MOST_ONE = -2;

    /** Characters, or one of the two above. */
    private final int[] parts;

    private Wildcard(int[] parts) {
        this.parts = parts;
    }

    public static Wildcard of(String pattern) {
        int[] parts = new int[pattern.length()];
        int length = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length() && "*?\\".indexOf(pattern.charAt(i + 1)) >= 0) {
                i++;
                parts[length++] = pattern.charAt(i);
            } else {
                parts[length++] = c == '*' ? ANY_NUMBER : c == '?' ? AT_MOST_ONE : c;
            }
        }
        return new Wildcard(java.util.Arrays.copyOf(parts, length));
    }

    /** Whether one text only can match: then {@link #literal()} is that text. */
    public boolean isLiteral() {
        for (int part : parts) {
            if (part < 0) {
                return false;
            }
        }
        return true;
    }

    /** The text that alone matches. */
    public String literal() {
        StringBuilder text = new StringBuilder(parts.length);
        for (int part : parts) {
            text.append((char) part);
        }
        return text.toString();
    }

    public boolean matches(String text) {
        boolean[] at = new boolean[parts.length + 1];
        at[0] = true;
        skipWhatMayBeEmpty(at);
        for (int i = 0; i < text.length(); i++) {
            boolean[] next = new boolean[parts.length + 1];
            for (int p = 0; p < parts.length; p++) {
                if (!at[p]) {
                    continue;
                }
                if (parts[p] == ANY_NUMBER) {
                    next[p] = true;
                } else if (parts[p] == AT_MOST_ONE || parts[p] == text.charAt(i)) {
                    next[p + 1] = true;
                }
            }
            skipWhatMayBeEmpty(next);
            at = next;
        }
        return at[parts.length];
    }

    private void skipWhatMayBeEmpty(boolean[] at) {
        for (int p = 0; p < parts.length; p++) {
            if (at[p] && parts[p] < 0) {
                at[p + 1] = true;
            }
        }
    }
}
