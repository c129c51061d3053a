package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of a network ACL: {@code acl-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record NetworkAclId(String value) implements ResourceId {
    public static final String PREFIX = "acl";

    public NetworkAclId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_NETWORK_ACL_ID_MALFORMED);
    }

    /** A new id, never given before. */
    public static NetworkAclId create() {
        return new NetworkAclId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static NetworkAclId parse(String value) {
        return new NetworkAclId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
