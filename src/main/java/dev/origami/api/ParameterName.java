package dev.origami.api;

import org.jspecify.annotations.Nullable;

/**
 * A parameter as it is named, {@code /name} or {@code /name:selector}.
 *
 * @param selector a version or a label; null for the latest
 */
record ParameterName(String name, @Nullable String selector) {
    /** Reads it, from its ARN too. */
    static ParameterName parse(String text) {
        String name =
                text.startsWith("arn:aws:ssm:") ? text.replaceFirst("^arn:aws:ssm:[^:]*:[^:]*:parameter", "") : text;
        int colon = name.indexOf(':');
        return colon < 0
                ? new ParameterName(name, null)
                : new ParameterName(name.substring(0, colon), name.substring(colon + 1));
    }

    /** Whether it means this version, which is the only one that is kept; public parameters have no labels. */
    boolean admits(long version) {
        return selector == null || selector.equals(Long.toString(version));
    }
}
