package dev.origami.api;

import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;

/**
 * A request that is being read from the wire.
 *
 * @param members the builder, whose members are set through its {@code sdkFields()}
 * @param build makes the request of it
 */
public record RequestDraft<I extends SdkPojo>(SdkPojo members, Supplier<I> build) {}
