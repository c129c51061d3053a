package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of a machine image: {@code ami-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record ImageId(String value) implements ResourceId {
    public static final String PREFIX = "ami";

    public ImageId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_AMIID_MALFORMED);
    }

    /** A new id, never given before. */
    public static ImageId create() {
        return new ImageId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static ImageId parse(String value) {
        return new ImageId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
