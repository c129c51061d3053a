package dev.origami.operation;

import dev.origami.ebs.VolumeType;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.zone.Zone;
import org.jspecify.annotations.Nullable;

/** What there is in availability zones only, and not at the edges: local zones, wavelength zones, Outposts (source section 8). */
public final class PlaceRules {
    private PlaceRules() {}

    /**
     * Refuses types of volumes that only availability zones have.
     *
     * @throws ApiException {@code VolumeTypeNotAvailableInZone}
     */
    public static void requireOffered(VolumeType type, Zone zone, @Nullable String outpost) {
        boolean everywhere = switch (type) {
            case GP2, GP3 -> true;
            case STANDARD, IO1, IO2, ST1, SC1 -> false;
        };
        if (!everywhere && isEdge(zone, outpost)) {
            throw new ApiException(
                    ErrorCode.VOLUME_TYPE_NOT_AVAILABLE_IN_ZONE,
                    "The volume type '" + type.wire() + "' is not available in " + name(zone, outpost));
        }
    }

    /**
     * Refuses images that boot by UEFI or want a TPM.
     *
     * @throws ApiException {@code InvalidParameterCombination}
     */
    static void requireBootable(
            @Nullable String bootMode, @Nullable String tpmSupport, Zone zone, @Nullable String outpost) {
        if (("uefi".equals(bootMode) || tpmSupport != null) && isEdge(zone, outpost)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "Images that boot with UEFI or use NitroTPM cannot be launched in " + name(zone, outpost));
        }
    }

    private static boolean isEdge(Zone zone, @Nullable String outpost) {
        return outpost != null || !zone.needsNoOptIn();
    }

    private static String name(Zone zone, @Nullable String outpost) {
        return outpost == null ? zone.name() : outpost;
    }
}
