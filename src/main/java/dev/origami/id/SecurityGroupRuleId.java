package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of a rule of a security group: {@code sgr-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record SecurityGroupRuleId(String value) implements ResourceId {
    public static final String PREFIX = "sgr";

    public SecurityGroupRuleId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_SECURITY_GROUP_RULE_ID_MALFORMED);
    }

    /** A new id, never given before. */
    public static SecurityGroupRuleId create() {
        return new SecurityGroupRuleId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static SecurityGroupRuleId parse(String value) {
        return new SecurityGroupRuleId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
