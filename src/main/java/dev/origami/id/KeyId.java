package dev.origami.id;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.UUID;
import java.util.regex.Pattern;

/** The id of a key of KMS: a UUID in lower case. */
public record KeyId(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    public KeyId {
        if (!FORM.matcher(value).matches()) {
            throw new ApiException(ErrorCode.KMS_NOT_FOUND, "Invalid keyId '" + value + "'");
        }
    }

    /** A new id, never given before. */
    public static KeyId create() {
        return new KeyId(UUID.randomUUID().toString());
    }

    /** The same as a number. */
    public UUID uuid() {
        return UUID.fromString(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
