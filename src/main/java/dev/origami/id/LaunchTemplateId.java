package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of a launch template: {@code lt-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record LaunchTemplateId(String value) implements ResourceId {
    public static final String PREFIX = "lt";

    public LaunchTemplateId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_LAUNCH_TEMPLATE_ID_MALFORMED);
    }

    /** A new id, never given before. */
    public static LaunchTemplateId create() {
        return new LaunchTemplateId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static LaunchTemplateId parse(String value) {
        return new LaunchTemplateId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
