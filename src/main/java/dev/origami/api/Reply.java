package dev.origami.api;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;

/** The answer of an operation: its members and, where the operation streams (EBS blocks), the raw body. */
public record Reply<O extends SdkPojo>(O members, SdkBytes body) {
    private static final SdkBytes EMPTY = SdkBytes.fromByteArray(new byte[0]);

    public static <O extends SdkPojo> Reply<O> of(O members) {
        return new Reply<>(members, EMPTY);
    }
}
