package dev.origami.protocol;

import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** Tells a list that was never set, which is not written, from one that was set to be empty, which is. */
final class Absent {
    private Absent() {}

    static boolean isAbsent(Object value) {
        return value instanceof SdkAutoConstructList<?> || value instanceof SdkAutoConstructMap<?, ?>;
    }
}
