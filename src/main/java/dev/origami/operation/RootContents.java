package dev.origami.operation;

import dev.origami.account.Caller;
import dev.origami.block.ManifestId;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.id.SnapshotId;
import dev.origami.image.BlockDeviceMapping;
import dev.origami.image.Image;
import dev.origami.image.Images;
import dev.origami.instance.ImageFacts;
import dev.origami.instance.Instance;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.volume.ReplaceRootVolumeTask.Content;
import dev.origami.volume.RootVolumes;
import dev.origami.volume.Volume;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What a new root volume of an instance may be made of (source section 3.4). */
final class RootContents {
    private final Images images;
    private final Snapshots snapshots;
    private final RootVolumes roots;

    /**
     * A disk.
     *
     * @param sizeGiB a volume of it has at least this
     */
    record Source(Content content, int sizeGiB) {}

    RootContents(Images images, Snapshots snapshots, RootVolumes roots) {
        this.images = images;
        this.snapshots = snapshots;
        this.roots = roots;
    }

    /**
     * As it was at the launch; what was lost of it since cannot be had again.
     *
     * @throws ApiException {@code IncorrectState}
     */
    Source atLaunch(Handle sql, Instance instance, Volume root) {
        Content launch = roots.atLaunch(sql, root, instance.id());
        ManifestId disk = launch.disk();
        if (disk != null && snapshots.damaged(sql).contains(disk)) {
            throw new ApiException(
                    ErrorCode.INCORRECT_STATE,
                    "A block is lost of what the root volume of '" + instance.id() + "' was launched from.");
        }
        return new Source(launch, 1);
    }

    /**
     * A snapshot that was taken of the root volume, or of an earlier one; a copy of such a snapshot is none.
     *
     * @throws ApiException as {@link Snapshots#requireCompleted}; {@code InvalidParameterValue}
     */
    Source ofSnapshot(Handle sql, Caller caller, Instance instance, Volume root, SnapshotId id) {
        Snapshot snapshot = snapshots.requireCompleted(sql, caller, id);
        InstanceId instanceId = instance.id();
        if (snapshot.volume() == null || !roots.lineage(sql, root, instanceId).contains(snapshot.volume())) {
            throw ApiException.invalidValue(
                    "snapshotId",
                    id.value(),
                    "Expecting a snapshot of the current or an earlier root volume of '" + instanceId + "'.");
        }
        return source(snapshot);
    }

    /**
     * The root disk of an image that is of the instance's kind.
     *
     * @throws ApiException as {@link Images#requireLaunchable}; {@code InvalidParameterValue}, {@code IncorrectState}
     */
    Source ofImage(Handle sql, Caller caller, Instance instance, ImageId id) {
        Image image = images.requireLaunchable(sql, caller, id);
        ImageFacts has = instance.image();
        requireSame("architecture", image.settings().architecture(), has.architecture(), id);
        requireSame("virtualization type", image.settings().virtualization(), has.virtualization(), id);
        SnapshotId root = image.mappings().stream()
                .filter(mapping -> mapping.deviceName().equals(image.settings().rootDeviceName()))
                .map(mapping -> mapping instanceof BlockDeviceMapping.Ebs ebs ? ebs.snapshot() : null)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> ApiException.invalidValue(
                        "imageId", id.value(), "The image has no snapshot for its root device."));
        return source(snapshots.find(sql, root).orElseThrow(() -> Snapshots.notFound(root)));
    }

    private static void requireSame(String what, String ofImage, String ofInstance, ImageId id) {
        if (!ofImage.equals(ofInstance)) {
            throw ApiException.invalidValue(
                    "imageId",
                    id.value(),
                    "The " + what + " '" + ofImage + "' of the image is not the instance's: '" + ofInstance + "'.");
        }
    }

    private static Source source(Snapshot snapshot) {
        @Nullable
        ManifestId disk = snapshot.state() instanceof SnapshotState.Completed completed ? completed.manifest() : null;
        if (disk == null) {
            throw new ApiException(
                    ErrorCode.INCORRECT_STATE,
                    "Snapshot is in invalid state - " + snapshot.state().wire());
        }
        return new Source(new Content(snapshot.id(), disk, snapshot.lineage()), snapshot.sizeGiB());
    }
}
