package dev.origami.recyclebin;

import dev.origami.error.ApiException;
import java.util.Arrays;

/** What a retention rule keeps; the names are the wire's (source section 2.6). */
public enum RetainedKind {
    EBS_SNAPSHOT,
    EC2_IMAGE,
    EBS_VOLUME;

    /**
     * Reads what a client sent.
     *
     * @throws ApiException {@code InvalidParameterValue}
     */
    public static RetainedKind parse(String wire) {
        return Arrays.stream(values())
                .filter(kind -> kind.name().equals(wire))
                .findFirst()
                .orElseThrow(() -> ApiException.invalidValue(
                        "resourceType", wire, "Expecting one of EBS_SNAPSHOT, EC2_IMAGE and EBS_VOLUME."));
    }
}
