package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of what puts a subnet under a network ACL: {@code aclassoc-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record NetworkAclAssociationId(String value) implements ResourceId {
    public static final String PREFIX = "aclassoc";

    public NetworkAclAssociationId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_ID);
    }

    /** A new id, never given before. */
    public static NetworkAclAssociationId create() {
        return new NetworkAclAssociationId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static NetworkAclAssociationId parse(String value) {
        return new NetworkAclAssociationId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
