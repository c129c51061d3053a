package dev.origami.operation;

import dev.origami.block.Backing;
import dev.origami.block.BlockStore;
import dev.origami.block.DiskChain;
import dev.origami.block.DiskDelta;
import dev.origami.block.ManifestId;
import dev.origami.block.Stored;
import dev.origami.block.overlay.Overlays;
import dev.origami.boot.Kernel;
import dev.origami.boot.LastWords;
import dev.origami.boot.NotBootableException;
import dev.origami.boot.PvGrub;
import dev.origami.boot.Start;
import dev.origami.database.Database;
import dev.origami.filesystem.Disk;
import dev.origami.filesystem.DiskFiles;
import dev.origami.filesystem.UnreadableException;
import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.image.BlockDeviceMapping;
import dev.origami.image.BootFiles;
import dev.origami.image.Image;
import dev.origami.image.Images;
import dev.origami.image.PvGrubKernels;
import dev.origami.instance.ImageFacts;
import dev.origami.machine.DirectBoot;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What paravirtual machines start with, made anew at each of their starts: the kernel that the instance's record names, or
 * what PV-GRUB finds on the root disk as it is then (source section 7.5). A machine that has nothing to start runs, and says
 * why on its console.
 */
public final class DirectStarts {
    private final Path directory;
    private final Database database;
    private final Images images;
    private final BootFiles bootFiles;
    private final Snapshots snapshots;
    private final BlockStore blocks;
    private final Overlays overlays;
    private final Function<ManifestId, Backing> bases;

    /**
     * @param directory where each start has a directory of its own, as long as it lasts
     * @param bases where tools read what lies under the overlays of a volume
     */
    public DirectStarts(
            Path directory,
            Database database,
            Images images,
            Snapshots snapshots,
            BlockStore blocks,
            Overlays overlays,
            Function<ManifestId, Backing> bases) {
        this.directory = directory.toAbsolutePath();
        this.database = database;
        this.images = images;
        this.bootFiles = new BootFiles(images);
        this.snapshots = snapshots;
        this.blocks = blocks;
        this.overlays = overlays;
        this.bases = bases;
    }

    /** What an image that is a kernel or RAM disk holds. */
    private record Held(ManifestId manifest, long lengthBytes) {}

    /**
     * Makes ready what the instance starts with.
     *
     * @param root the disk that it starts from, which no machine has open; null when it has none
     */
    DirectBoot prepare(InstanceId id, ImageFacts facts, @Nullable DiskChain root) throws IOException {
        Path files = Files.createDirectories(directory.resolve(id.value()));
        Path kernel = files.resolve("kernel");
        Path ramDisk = files.resolve("ramdisk");
        Start start = find(facts, root, kernel, ramDisk);
        return switch (start) {
            case Start.Found found -> new DirectBoot(found.kernel(), found.ramDisk(), found.arguments());
            case Start.Failed failed ->
                new DirectBoot(Files.write(kernel, LastWords.kernel(failed.console())), null, "");
        };
    }

    private Start find(ImageFacts facts, @Nullable DiskChain root, Path kernel, Path ramDisk) throws IOException {
        ImageId id = new ImageId(Objects.requireNonNull(facts.kernel(), "a paravirtual instance without a kernel"));
        Image image = database.read(sql -> images.find(sql, id)).orElseThrow();
        Optional<PvGrubKernels.PvGrub> grub = PvGrubKernels.of(image);
        if (grub.isPresent()) {
            if (root == null) {
                return new Start.Failed("PV-GRUB: there is no root disk\n\nError 21: Selected disk does not exist\n");
            }
            try (DiskDelta disk = whole(root)) {
                return PvGrub.find(
                        reading(disk), grub.get().partitioned(), grub.get().architecture(), kernel, ramDisk);
            }
        }
        try {
            Kernel _ = Kernel.unpack(content(id), kernel);
        } catch (NotBootableException e) {
            return new Start.Failed("The kernel " + id + " cannot be started: " + e.getMessage() + "\n");
        }
        if (facts.ramdisk() == null) {
            return new Start.Found(kernel, null, arguments(root));
        }
        Path _ = Files.write(ramDisk, content(new ImageId(facts.ramdisk())));
        return new Start.Found(kernel, ramDisk, arguments(root));
    }

    /** EC2's own, but for the names of the disks and the console, which are those of virtio and the serial port here. */
    private String arguments(@Nullable DiskChain root) throws IOException {
        String device = "/dev/vda";
        if (root != null) {
            try (DiskDelta disk = whole(root)) {
                DiskFiles files = DiskFiles.of(reading(disk));
                device += files.partitions().isEmpty() ? "" : files.partitions().getFirst() + 1;
            } catch (UnreadableException e) {
                // The kernel will say what it thinks of such a disk.
            }
        }
        return "root=" + device + " ro console=hvc0 console=ttyS0";
    }

    private DiskDelta whole(DiskChain chain) throws IOException {
        return overlays.whole(chain, chain.base() == null ? null : bases.apply(chain.base()));
    }

    private static Disk reading(DiskDelta disk) {
        return new Disk() {
            @Override
            public long sizeBytes() {
                return disk.sizeBytes();
            }

            @Override
            public void read(long offset, ByteBuffer into) throws IOException {
                disk.read(offset, into);
            }
        };
    }

    /** The bytes of a kernel or RAM disk, each block checked. */
    private byte[] content(ImageId id) throws IOException {
        Held held = database.read(sql -> held(sql, id))
                .orElseThrow(() -> new IOException("what the " + id.kind().wire() + " '" + id + "' holds is deleted"));
        return read(blocks, held.manifest(), held.lengthBytes());
    }

    private Optional<Held> held(Handle sql, ImageId id) {
        Optional<Snapshot> snapshot = images.find(sql, id)
                .flatMap(Image::root)
                .map(BlockDeviceMapping.Ebs::snapshot)
                .flatMap(kept -> snapshots.find(sql, kept));
        Optional<BootFiles.Content> content = bootFiles.content(sql, id);
        return snapshot.isPresent()
                        && content.isPresent()
                        && snapshot.get().state() instanceof SnapshotState.Completed completed
                ? Optional.of(new Held(completed.manifest(), content.get().lengthBytes()))
                : Optional.empty();
    }

    /** The first bytes of a disk. */
    static byte[] read(BlockStore blocks, ManifestId manifest, long lengthBytes) throws IOException {
        try (Stored _ = blocks.hold(manifest)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(lengthBytes));
            blocks.read(manifest, 0, bytes);
            return bytes.array();
        }
    }

    /**
     * Gives back what a start took, once the machine runs or could not be started. QEMU has copied the kernel into the
     * machine by then, and keeps the file mapped without ever reading it again: emptied, it takes no memory of the host.
     */
    void done(InstanceId id) throws IOException {
        Path files = directory.resolve(id.value());
        Path kernel = files.resolve("kernel");
        if (Files.exists(kernel)) {
            try (FileChannel file = FileChannel.open(kernel, StandardOpenOption.WRITE)) {
                FileChannel _ = file.truncate(0);
            }
        }
        Files.deleteIfExists(kernel);
        Files.deleteIfExists(files.resolve("ramdisk"));
        Files.deleteIfExists(files);
    }
}
