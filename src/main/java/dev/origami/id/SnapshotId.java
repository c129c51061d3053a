package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of a snapshot: {@code snap-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record SnapshotId(String value) implements ResourceId {
    public static final String PREFIX = "snap";

    public SnapshotId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_SNAPSHOT_ID_MALFORMED);
    }

    /** A new id, never given before. */
    public static SnapshotId create() {
        return new SnapshotId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static SnapshotId parse(String value) {
        return new SnapshotId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
