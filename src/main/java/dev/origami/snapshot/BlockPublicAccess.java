package dev.origami.snapshot;

import java.util.Arrays;
import java.util.Optional;

/** What an account does about sharing its snapshots of a region with everybody (source section 2.2). */
public enum BlockPublicAccess {
    /** They can be shared. */
    UNBLOCKED("unblocked"),
    /** Those that are shared stay so, and no others can be. */
    BLOCK_NEW_SHARING("block-new-sharing"),
    /** None is, as long as this holds: their permissions are kept, and count for nothing. */
    BLOCK_ALL_SHARING("block-all-sharing");

    private final String wire;

    BlockPublicAccess(String wire) {
        this.wire = wire;
    }

    /** EC2's word for it. */
    public String wire() {
        return wire;
    }

    /** What a word of EC2's stands for. */
    public static Optional<BlockPublicAccess> of(String wire) {
        return Arrays.stream(values()).filter(value -> value.wire.equals(wire)).findFirst();
    }
}
