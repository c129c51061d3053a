package dev.origami.operation;

import dev.origami.ebs.VolumeType;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.image.Image;
import dev.origami.network.Subnet;
import dev.origami.operation.LaunchMapping.LaunchVolume;
import dev.origami.operation.LaunchRequest.MappingWish;
import dev.origami.snapshot.Snapshot;
import dev.origami.zone.SnapshotHomes;
import dev.origami.zone.Zone;
import dev.origami.zone.Zones;
import java.util.List;
import org.jdbi.v3.core.Handle;
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
     * Passes an image and volumes that can be launched where the subnet is.
     *
     * @param wishes what the launch says of volumes: an Outpost that it names is to be the subnet's
     * @param mapping the volumes that come of that
     * @throws ApiException {@code InvalidParameterCombination}, {@code VolumeTypeNotAvailableInZone}
     */
    static void requireLaunchable(
            Handle sql, Image image, List<MappingWish> wishes, LaunchMapping mapping, Subnet subnet) {
        Zone zone = Zones.require(subnet.region(), subnet.zone());
        for (MappingWish wish : wishes) {
            requireOutpost(wish.ebs() == null ? null : wish.ebs().outpost(), subnet);
        }
        requireBootable(image.settings().bootMode(), image.settings().tpmSupport(), zone, subnet.outpost());
        for (LaunchVolume volume : mapping.volumes()) {
            requireOffered(volume.settings().type(), zone, subnet.outpost());
            Snapshot snapshot = volume.snapshot();
            if (snapshot != null) {
                SnapshotHomes.requireUsable(sql, snapshot.id(), zone, subnet.outpost());
            }
        }
    }

    private static void requireOutpost(@Nullable String named, Subnet subnet) {
        if (named != null && !named.equals(subnet.outpost())) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The subnet '" + subnet.id() + "' is not on the Outpost '" + named
                            + "', and neither can a volume be");
        }
    }

    /**
     * Refuses images that boot by UEFI or want a TPM.
     *
     * @throws ApiException {@code InvalidParameterCombination}
     */
    private static void requireBootable(
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
