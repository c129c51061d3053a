package dev.origami.api;

import dev.origami.ebs.EbsSettings;
import dev.origami.ebs.VolumeType;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SnapshotId;
import dev.origami.image.BlockDeviceMapping;
import dev.origami.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;

/** Block device mappings as requests have them, checked entry by entry (source sections 3.2, 7.2). */
public final class MappingReader {
    private static final Pattern EPHEMERAL = Pattern.compile("ephemeral(1?[0-9]|2[0-3])");
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9/_.-]{1,64}");

    private final String rootDeviceName;
    private final Function<SnapshotId, Snapshot> snapshots;

    /**
     * A reader for one image.
     *
     * @param rootDeviceName the device that goes with the instance unless the request says otherwise
     * @param snapshots a completed snapshot that the caller may use; refuses others
     */
    MappingReader(String rootDeviceName, Function<SnapshotId, Snapshot> snapshots) {
        this.rootDeviceName = rootDeviceName;
        this.snapshots = snapshots;
    }

    /**
     * All entries, each device once.
     *
     * @throws ApiException {@code InvalidBlockDeviceMapping}, {@code MissingParameter}, {@code InvalidSnapshot.NotFound},
     *     {@code IncorrectState}, and those of {@link EbsSettings#of}
     */
    List<BlockDeviceMapping> read(List<software.amazon.awssdk.services.ec2.model.BlockDeviceMapping> given) {
        List<BlockDeviceMapping> mappings = new ArrayList<>();
        Set<String> devices = new HashSet<>();
        for (software.amazon.awssdk.services.ec2.model.BlockDeviceMapping entry : given) {
            BlockDeviceMapping mapping = entry(entry);
            if (!devices.add(mapping.deviceName())) {
                throw refused("The device '" + mapping.deviceName() + "' is used in more than one mapping");
            }
            mappings.add(mapping);
        }
        return mappings;
    }

    /** The same, for an image: the root device must be there, and have a snapshot to start from. */
    List<BlockDeviceMapping> readWithRoot(List<software.amazon.awssdk.services.ec2.model.BlockDeviceMapping> given) {
        List<BlockDeviceMapping> mappings = read(given);
        boolean root = mappings.stream()
                .anyMatch(mapping -> mapping instanceof BlockDeviceMapping.Ebs ebs
                        && ebs.deviceName().equals(rootDeviceName)
                        && ebs.snapshot() != null);
        if (!root) {
            throw refused("The rootDeviceName " + rootDeviceName
                    + " does not have a corresponding entry in the block device mapping");
        }
        return mappings;
    }

    private BlockDeviceMapping entry(software.amazon.awssdk.services.ec2.model.BlockDeviceMapping entry) {
        String device = entry.deviceName();
        if (device == null) {
            throw ApiException.missing("BlockDeviceMapping.DeviceName");
        }
        if (!DEVICE.matcher(device).matches()) {
            throw refused("Invalid device name " + device);
        }
        String virtualName = entry.virtualName();
        EbsBlockDevice ebs = entry.ebs();
        if (entry.noDevice() != null) {
            return new BlockDeviceMapping.NoDevice(device);
        }
        if (virtualName != null && ebs != null) {
            throw refused("The device '" + device + "' cannot have both a virtual name and a volume");
        }
        if (virtualName != null) {
            if (!EPHEMERAL.matcher(virtualName).matches()) {
                throw refused("Invalid virtual name " + virtualName);
            }
            return new BlockDeviceMapping.Ephemeral(device, virtualName);
        }
        if (ebs == null) {
            throw refused("The device '" + device + "' has neither a volume nor a virtual name");
        }
        return volume(device, ebs);
    }

    private BlockDeviceMapping volume(String device, EbsBlockDevice ebs) {
        requireNoFlagBesideSnapshot(device, ebs);
        @Nullable
        Snapshot snapshot = ebs.snapshotId() == null ? null : snapshots.apply(SnapshotId.parse(ebs.snapshotId()));
        Integer size = ebs.volumeSize();
        if (size == null && snapshot == null) {
            throw new ApiException(
                    ErrorCode.MISSING_PARAMETER,
                    "The request must contain the parameter size or snapshotId for the device " + device);
        }
        int smallest = snapshot == null ? 1 : snapshot.sizeGiB();
        if (size != null && snapshot != null && size < smallest) {
            throw refused("Volume of size " + size + "GB is smaller than snapshot '" + snapshot.id()
                    + "', expect size >= " + smallest + "GB");
        }
        String type = ebs.volumeTypeAsString();
        EbsSettings settings = EbsSettings.of(
                size == null ? smallest : size,
                type == null ? VolumeType.DEFAULT : VolumeType.parse(type),
                ebs.iops(),
                ebs.throughput());
        boolean root = device.equals(rootDeviceName);
        if (root && !settings.type().canBoot()) {
            throw refused("The " + settings.type().wire() + " volume type cannot be used for boot volumes");
        }
        return new BlockDeviceMapping.Ebs(
                device,
                snapshot == null ? null : snapshot.id(),
                settings,
                ebs.deleteOnTermination() == null ? root : ebs.deleteOnTermination(),
                snapshot == null ? Boolean.TRUE.equals(ebs.encrypted()) : snapshot.lineage() != null);
    }

    private static void requireNoFlagBesideSnapshot(String device, EbsBlockDevice ebs) {
        if (ebs.encrypted() != null && ebs.snapshotId() != null) {
            throw refused(
                    "the encrypted flag cannot be specified since device " + device + " has a snapshot specified.");
        }
    }

    private static ApiException refused(String why) {
        return new ApiException(ErrorCode.INVALID_BLOCK_DEVICE_MAPPING, why);
    }
}
