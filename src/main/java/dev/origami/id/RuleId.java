package dev.origami.id;

import dev.origami.error.ApiException;
import java.security.SecureRandom;
import java.util.regex.Pattern;

/** The id of a retention rule of the Recycle Bin: 11 letters and digits (source section 2.6). */
public record RuleId(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-zA-Z]{11}");
    private static final String CHARACTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int LENGTH = 11;
    private static final SecureRandom RANDOM = new SecureRandom();

    public RuleId {
        if (!FORM.matcher(value).matches()) {
            throw ApiException.invalidValue("identifier", value, "Expecting 11 letters and digits.");
        }
    }

    /** A new id, never given before. */
    public static RuleId create() {
        StringBuilder id = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            id.append(CHARACTERS.charAt(RANDOM.nextInt(CHARACTERS.length())));
        }
        return new RuleId(id.toString());
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static RuleId parse(String value) {
        return new RuleId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
