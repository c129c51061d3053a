package dev.origami.image;

import dev.origami.ebs.EbsSettings;
import dev.origami.id.SnapshotId;
import org.jspecify.annotations.Nullable;

/** One entry of an image's block device mapping (source sections 3.2, 4.2). */
public sealed interface BlockDeviceMapping {
    /** Exactly as the user wrote it: {@code /dev/sda1} is not {@code sda1}. */
    String deviceName();

    /**
     * A volume.
     *
     * @param snapshot what it is made from; null: it begins empty
     * @param encrypted whether the snapshot is encrypted, or the empty volume is to be
     */
    record Ebs(
            String deviceName,
            @Nullable SnapshotId snapshot,
            EbsSettings settings,
            boolean deleteOnTermination,
            boolean encrypted)
            implements BlockDeviceMapping {
        /** The same entry over another snapshot. */
        public Ebs over(SnapshotId other, boolean otherEncrypted) {
            return new Ebs(deviceName, other, settings, deleteOnTermination, otherEncrypted);
        }
    }

    /** A disk of the instance store, by its name {@code ephemeral0} and on. */
    record Ephemeral(String deviceName, String virtualName) implements BlockDeviceMapping {}

    /** Nothing, where there would be something. */
    record NoDevice(String deviceName) implements BlockDeviceMapping {}
}
