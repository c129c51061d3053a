package dev.origami.api;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SnapshotId;
import dev.origami.image.BlockDeviceMapping;
import dev.origami.instance.EphemeralDisk;
import dev.origami.instance.Instance;
import dev.origami.snapshot.Snapshot;
import dev.origami.volume.Attachment;
import dev.origami.volume.AttachmentState;
import dev.origami.volume.Volume;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;

/**
 * The block device mapping of an image that is created from an instance (source section 6.3): what is attached to the
 * instance now, changed by what the request says.
 *
 * @param entries the mapping, with the ids of snapshots still to be taken
 * @param taken the volumes that are in it, with the snapshot to take of each
 */
record CreatedMapping(List<BlockDeviceMapping> entries, List<Taken> taken) {
    /** A volume of the instance that is in the image. */
    record Taken(Volume volume, SnapshotId snapshot) {}

    /**
     * Works it out.
     *
     * @param snapshots a completed snapshot that the caller may use; refuses others
     * @throws ApiException {@code InvalidBlockDeviceMapping}, and those of {@link MappingReader#read}
     */
    static CreatedMapping of(
            Instance instance,
            List<Volume> attached,
            List<software.amazon.awssdk.services.ec2.model.BlockDeviceMapping> given,
            Function<SnapshotId, Snapshot> snapshots) {
        String root = instance.image().rootDeviceName();
        Map<String, BlockDeviceMapping> entries = new LinkedHashMap<>();
        List<Taken> taken = new ArrayList<>();
        for (Volume volume : attached) {
            Attachment attachment = volume.attachment();
            if (attachment != null && attachment.state() == AttachmentState.ATTACHED) {
                Taken one = new Taken(volume, SnapshotId.create());
                taken.add(one);
                entries.put(
                        attachment.device(),
                        new BlockDeviceMapping.Ebs(
                                attachment.device(),
                                one.snapshot(),
                                volume.settings(),
                                attachment.deleteOnTermination(),
                                volume.lineage() != null));
            }
        }
        if (!entries.containsKey(root)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Instance does not have a volume attached at root (" + root + ")");
        }
        for (EphemeralDisk disk : instance.ephemeralDisks()) {
            entries.put(disk.device(), new BlockDeviceMapping.Ephemeral(disk.device(), disk.virtualName()));
        }
        change(entries, given, root, snapshots);
        taken.removeIf(one -> entries.values().stream()
                .noneMatch(entry -> entry instanceof BlockDeviceMapping.Ebs ebs
                        && one.snapshot().equals(ebs.snapshot())));
        return new CreatedMapping(List.copyOf(entries.values()), List.copyOf(taken));
    }

    private static void change(
            Map<String, BlockDeviceMapping> entries,
            List<software.amazon.awssdk.services.ec2.model.BlockDeviceMapping> given,
            String root,
            Function<SnapshotId, Snapshot> snapshots) {
        List<software.amazon.awssdk.services.ec2.model.BlockDeviceMapping> added = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (var entry : given) {
            String device = entry.deviceName();
            if (device != null && !seen.add(device)) {
                throw refused("The device '" + device + "' is used in more than one mapping");
            }
            if (device != null && entries.get(device) instanceof BlockDeviceMapping.Ebs volume) {
                if (entry.noDevice() == null) {
                    entries.put(device, changed(volume, entry));
                } else if (device.equals(root)) {
                    throw refused("The root device " + device + " cannot be left out");
                } else {
                    entries.remove(device);
                }
            } else {
                added.add(entry);
            }
        }
        for (BlockDeviceMapping entry : new MappingReader(root, snapshots).read(added)) {
            switch (entry) {
                case BlockDeviceMapping.NoDevice none -> entries.remove(none.deviceName());
                case BlockDeviceMapping.Ebs ebs -> entries.put(ebs.deviceName(), ebs);
                case BlockDeviceMapping.Ephemeral ephemeral -> entries.put(ephemeral.deviceName(), ephemeral);
            }
        }
    }

    /** Of a volume that is there, only what becomes of it at termination may be changed. */
    private static BlockDeviceMapping changed(
            BlockDeviceMapping.Ebs volume, software.amazon.awssdk.services.ec2.model.BlockDeviceMapping entry) {
        EbsBlockDevice ebs = entry.ebs();
        if (entry.virtualName() != null || ebs == null) {
            throw refused("The device '" + volume.deviceName() + "' is a volume of the instance");
        }
        if (ebs.snapshotId() != null) {
            throw refused("snapshotId cannot be modified on device " + volume.deviceName());
        }
        requireSame("size", ebs.volumeSize(), volume.settings().sizeGiB(), volume);
        requireSame("type", ebs.volumeTypeAsString(), volume.settings().type().wire(), volume);
        requireSame("iops", ebs.iops(), volume.settings().shownIops(), volume);
        requireSame("throughput", ebs.throughput(), volume.settings().throughput(), volume);
        if (Boolean.TRUE.equals(ebs.encrypted()) && !volume.encrypted()) {
            throw refused("The device " + volume.deviceName() + " is not encrypted, and an image does not encrypt it");
        }
        boolean deleted = ebs.deleteOnTermination() == null ? volume.deleteOnTermination() : ebs.deleteOnTermination();
        return new BlockDeviceMapping.Ebs(
                volume.deviceName(), volume.snapshot(), volume.settings(), deleted, volume.encrypted());
    }

    private static void requireSame(
            String what, @Nullable Object given, @Nullable Object present, BlockDeviceMapping.Ebs volume) {
        if (given != null && !given.equals(present)) {
            throw refused("The " + what + " of device " + volume.deviceName() + " is " + present
                    + " and cannot be changed to " + given);
        }
    }

    private static ApiException refused(String why) {
        return new ApiException(ErrorCode.INVALID_BLOCK_DEVICE_MAPPING, why);
    }
}
