package dev.origami.protocol;

import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.Buildable;

/** Turns the builder, in which a structure was filled, into the structure. */
final class Built {
    private Built() {}

    static Object of(SdkPojo builder) {
        if (builder instanceof Buildable buildable) {
            return buildable.build();
        }
        throw new IllegalStateException(builder.getClass() + " is no builder");
    }
}
