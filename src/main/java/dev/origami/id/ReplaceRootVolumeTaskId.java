package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of a task that replaces a root volume: {@code replacevol-} and 17 lower-case hexadecimal digits. */
public record ReplaceRootVolumeTaskId(String value) implements ResourceId {
    public static final String PREFIX = "replacevol";

    public ReplaceRootVolumeTaskId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_REPLACE_ROOT_VOLUME_TASK_ID_MALFORMED);
    }

    /** A new id, never given before. */
    public static ReplaceRootVolumeTaskId create() {
        return new ReplaceRootVolumeTaskId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static ReplaceRootVolumeTaskId parse(String value) {
        return new ReplaceRootVolumeTaskId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
