package dev.origami.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A value with wildcards as a pattern on the whole text: {@code *} is zero or more characters, {@code ?} zero or one, a
 * backslash makes either, or itself, an ordinary character (source section 4.5). Takes time proportional to pattern
 * times text at most, whatever the pattern.
 */
public final class Wildcard {
    private static final int ANY_NUMBER = -1;
    private static final int AT_MOST_ONE = -2;

    /** As it was given. */
    private final String source;

    /** Characters, or one of the two above. */
    private final int[] parts;

    private Wildcard(String source, int[] parts) {
        this.source = source;
        this.parts = parts;
    }

    /** The pattern as it was given. */
    public String source() {
        return source;
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
        return new Wildcard(pattern, Arrays.copyOf(parts, length));
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

    /** Whether every text matches. */
    public boolean isAnything() {
        return parts.length > 0
                && Arrays.stream(parts).allMatch(part -> part < 0)
                && Arrays.stream(parts).anyMatch(part -> part == ANY_NUMBER);
    }

    /** Whether there is a {@code ?} in it. */
    public boolean hasOptional() {
        return Arrays.stream(parts).anyMatch(part -> part == AT_MOST_ONE);
    }

    /** The ordinary characters between its wildcards, in their order; what matches has all of them in it. */
    public List<String> runs() {
        List<String> runs = new ArrayList<>();
        StringBuilder run = new StringBuilder();
        for (int part : parts) {
            if (part >= 0) {
                run.append((char) part);
            } else if (!run.isEmpty()) {
                runs.add(run.toString());
                run.setLength(0);
            }
        }
        if (!run.isEmpty()) {
            runs.add(run.toString());
        }
        return runs;
    }

    /** What every text that matches begins with; empty when it begins with a wildcard. */
    public String prefix() {
        return parts.length == 0 || parts[0] < 0 ? "" : runs().getFirst();
    }

    /**
     * The pattern in the language of SQL's {@code GLOB}, where {@code ?} is just one character: it lets through all that
     * this one does, and nothing else when there is no {@link #hasOptional}.
     */
    public String glob() {
        StringBuilder glob = new StringBuilder();
        for (int part : parts) {
            if (part < 0) {
                glob.append('*');
            } else if ("*?[".indexOf(part) >= 0) {
                glob.append('[').append((char) part).append(']');
            } else {
                glob.append((char) part);
            }
        }
        return glob.toString();
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
