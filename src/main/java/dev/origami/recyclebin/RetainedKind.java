package dev.origami.recyclebin;

import dev.origami.error.ApiException;
import java.util.Arrays;

/** What a retention rule keeps; the names are the wire's (source section 2.6). */
public enum RetainedKind {
    EBS_SNAPSHOT,
    EC2_IMAGE;

    /**
     * Reads what a client sent.
     *
     * @throws ApiException {@code InvalidParameterValue}, for {@code EBS_VOLUME} too: volumes are not kept here
     */
    public static RetainedKind parse(String wire) {
        return Arrays.stream(values())
                .filter(kind -> kind.name().equals(wire))
                .findFirst()
                .orElseThrow(() -> ApiException.invalidValue(
                        "resourceType",
                        wire,
                        wire.equals("EBS_VOLUME")
                                ? "Volumes are not kept in the Recycle Bin here."
                                : "Expecting one of EBS_SNAPSHOT and EC2_IMAGE."));
    }
}
