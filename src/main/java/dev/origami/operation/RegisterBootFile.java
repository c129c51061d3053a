package dev.origami.operation;

import dev.origami.account.Caller;
import dev.origami.block.BlockStore;
import dev.origami.block.ManifestId;
import dev.origami.boot.Kernel;
import dev.origami.boot.NotBootableException;
import dev.origami.boot.RamDisk;
import dev.origami.database.Database;
import dev.origami.ebs.EbsSettings;
import dev.origami.ebs.VolumeType;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.id.ImageKind;
import dev.origami.id.SnapshotId;
import dev.origami.image.BlockDeviceMapping;
import dev.origami.image.BootFiles;
import dev.origami.image.Image;
import dev.origami.image.ImageSettings;
import dev.origami.image.ImageSource;
import dev.origami.image.ImageState;
import dev.origami.image.Images;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * Makes a kernel or RAM disk of a snapshot that begins with its bytes. EC2 has closed this to its users; here it is for
 * whoever runs the service.
 */
public final class RegisterBootFile {
    private final Path directory;
    private final Database database;
    private final Images images;
    private final BootFiles bootFiles;
    private final Snapshots snapshots;
    private final BlockStore blocks;
    private final InstantSource clock;

    /** @param directory for what is unpacked to be looked at */
    public RegisterBootFile(
            Path directory,
            Database database,
            Images images,
            Snapshots snapshots,
            BlockStore blocks,
            InstantSource clock) {
        this.directory = directory;
        this.database = database;
        this.images = images;
        this.bootFiles = new BootFiles(images);
        this.snapshots = snapshots;
        this.blocks = blocks;
        this.clock = clock;
    }

    /** What a file was found to be. */
    private record Found(String architecture, boolean hasVirtio) {}

    /**
     * Makes it, available at once.
     *
     * @param owner of the snapshot
     * @param kind a kernel or a RAM disk
     * @param architecture of a RAM disk; a kernel says it itself
     * @param lengthBytes of the file, from the start of the disk
     * @throws ApiException {@code InvalidParameterValue} when it is not what it is to be; as RegisterImage
     */
    public ImageId register(
            Caller owner, SnapshotId snapshot, ImageKind kind, String name, String architecture, long lengthBytes)
            throws IOException {
        images.requireName(name);
        Snapshot held = database.read(sql -> snapshots.requireCompleted(sql, owner, snapshot));
        int most = kind == ImageKind.KERNEL ? Kernel.LONGEST : RamDisk.LONGEST;
        if (lengthBytes < 1 || lengthBytes > most) {
            throw ApiException.invalidValue("length", Long.toString(lengthBytes), "Expecting 1 to " + most + " bytes.");
        }
        Found found = look(kind, DirectStarts.read(blocks, manifest(held), lengthBytes), architecture);
        ImageId id = ImageId.create(kind);
        database.writing(transaction -> {
            Snapshot still = snapshots.requireCompleted(transaction.sql(), owner, snapshot);
            images.insert(
                    transaction,
                    new Image(
                            id,
                            owner.account(),
                            owner.region(),
                            name,
                            null,
                            new ImageState.Available(),
                            clock.instant(),
                            ImageSettings.ofBootFile(found.architecture()),
                            List.of(new BlockDeviceMapping.Ebs(
                                    BootFiles.CONTENT,
                                    snapshot,
                                    EbsSettings.of(still.sizeGiB(), VolumeType.GP2, null, null),
                                    false,
                                    still.lineage() != null)),
                            ImageSource.NONE,
                            false));
            bootFiles.hold(transaction, id, new BootFiles.Content(lengthBytes, found.hasVirtio()));
        });
        return id;
    }

    private Found look(ImageKind kind, byte[] file, String architecture) throws IOException {
        try {
            return switch (kind) {
                case KERNEL -> {
                    Path unpacked = Files.createTempFile(Files.createDirectories(directory), "kernel", null);
                    try {
                        Kernel kernel = Kernel.unpack(file, unpacked);
                        yield new Found(kernel.architecture(), kernel.hasVirtio());
                    } finally {
                        Files.delete(unpacked);
                    }
                }
                case RAM_DISK -> new Found(architecture, RamDisk.of(file).hasVirtio());
                case MACHINE -> throw new IllegalArgumentException("A machine is registered by RegisterImage");
            };
        } catch (NotBootableException e) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE, "The file cannot be a " + kind.wire() + ": " + e.getMessage());
        }
    }

    private static ManifestId manifest(Snapshot snapshot) {
        return snapshot.state() instanceof SnapshotState.Completed completed ? completed.manifest() : fail(snapshot);
    }

    private static ManifestId fail(Snapshot snapshot) {
        throw new ApiException(
                ErrorCode.INCORRECT_STATE,
                "Snapshot is in invalid state - " + snapshot.state().wire());
    }
}
