package dev.origami.template;

import dev.origami.error.ApiException;
import java.util.regex.Pattern;

/** Which version of a launch template is asked for. */
public sealed interface VersionKey {
    /** EC2's word for the latest. */
    String LATEST = "$Latest";

    /** EC2's word for the default. */
    String DEFAULT = "$Default";

    Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    /** The one of this number. */
    record Numbered(long number) implements VersionKey {}

    /** The one that has the highest number. */
    record Latest() implements VersionKey {}

    /** The one that is the template's default. */
    record Default() implements VersionKey {}

    /**
     * Reads what a client sent.
     *
     * @throws ApiException {@code InvalidParameterValue}
     */
    static VersionKey parse(String text) {
        return switch (text) {
            case LATEST -> new Latest();
            case DEFAULT -> new Default();
            default -> new Numbered(number(text, "Expecting the number of a version, $Latest or $Default."));
        };
    }

    /**
     * Reads a number, where only one will do.
     *
     * @throws ApiException {@code InvalidParameterValue}
     */
    static long number(String text) {
        return number(text, "Expecting the number of a version.");
    }

    private static long number(String text, String expected) {
        if (!NUMBER.matcher(text).matches()) {
            throw ApiException.invalidValue("version", text, expected);
        }
        return Long.parseLong(text);
    }
}
