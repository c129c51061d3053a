package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of a volume: {@code vol-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record VolumeId(String value) implements ResourceId {
    public static final String PREFIX = "vol";

    public VolumeId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_VOLUME_ID_MALFORMED);
    }

    /** A new id, never given before. */
    public static VolumeId create() {
        return new VolumeId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static VolumeId parse(String value) {
        return new VolumeId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
