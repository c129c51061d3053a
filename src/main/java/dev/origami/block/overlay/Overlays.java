package dev.origami.block.overlay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.block.Backing;
import dev.origami.block.BlockKeys;
import dev.origami.block.DiskChain;
import dev.origami.block.DiskDelta;
import dev.origami.block.DiskSecret;
import dev.origami.block.Durable;
import dev.origami.block.tool.DiskToolException;
import dev.origami.block.tool.DiskTools;
import dev.origami.block.tool.QemuDisk;
import dev.origami.block.tool.QemuNodes;
import dev.origami.id.LineageId;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The qcow2 overlays of volumes, while no guest has them open. An overlay never names its backing: what lies under it is
 * what the caller says. Those of an encrypted volume are opened with the passphrase of its lineage.
 *
 * <p>All methods that open an encrypted overlay throw {@link dev.origami.block.BlockKeyGoneException} when there is no
 * key any more.
 */
public final class Overlays {
    private static final String QEMU_IMG = "qemu-img";
    private static final int PAGE_BYTES = 4096;
    /** Where a qcow2 header says the disk's size, as a big-endian number of bytes. */
    private static final int HEADER_SIZE_OFFSET = 24;

    private static final int CHECK_CORRUPT = 2;
    private static final int CHECK_LEAKS = 3;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DiskTools tools;
    private final BlockKeys keys;
    private final EmptyQcow2 empty = new EmptyQcow2();

    /** @param keys where the keys of encrypted volumes are */
    public Overlays(DiskTools tools, BlockKeys keys) {
        this.tools = tools;
        this.keys = keys;
    }

    /**
     * Makes an empty overlay, durable on return.
     *
     * @param lineage under whose key it is encrypted; null: it is not
     * @throws FileAlreadyExistsException if there is a file of that name: it may hold a volume
     */
    public void create(Path path, long sizeBytes, @Nullable LineageId lineage) throws IOException {
        requirePages(sizeBytes);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        // Under another name until it is whole, so a crash leaves no half an overlay at the name that is recorded.
        Path unready = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(unready);
        Files.createFile(unready, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        empty.write(unready, sizeBytes, passphrase(lineage));
        Durable.publish(unready, path);
    }

    /** Gives a volume more room; what is new reads as zeros. */
    public DiskChain grow(DiskChain chain, long sizeBytes) throws IOException {
        requirePages(sizeBytes);
        if (sizeBytes < chain.sizeBytes()) {
            throw new IllegalArgumentException("A volume never shrinks: " + sizeBytes);
        }
        run(chain.lineage(), "resize", writable(chain), Long.toString(sizeBytes));
        Durable.file(chain.live());
        return chain.grownTo(sizeBytes);
    }

    /** Puts a new overlay on top: what was live is frozen. */
    public DiskChain freeze(DiskChain chain, Path newLive) throws IOException {
        create(newLive, chain.sizeBytes(), chain.lineage());
        return chain.frozenUnder(newLive);
    }

    /**
     * What a check found.
     *
     * @param leaks clusters that belong to nothing: space is lost until they are given back, and nothing else
     * @param corruptions contradictions in the overlay's tables
     */
    public record Soundness(long leaks, long corruptions) {
        public boolean sound() {
            return corruptions == 0;
        }
    }

    /** Looks whether the tables of a volume's live overlay agree. */
    public Soundness check(DiskChain chain) throws IOException {
        ObjectNode overlay = QemuNodes.overlay(chain.live(), secretName(chain.lineage()), true);
        return soundness(tools.runAllowing(
                Set.of(CHECK_CORRUPT, CHECK_LEAKS),
                List.of(QEMU_IMG, "check", "--output=json", "json:" + overlay),
                passphrase(chain.lineage())));
    }

    /**
     * Makes a volume's live overlay fit for use after a crash: gives leaked clusters back, and clears a backing that
     * QEMU may have written into its header.
     *
     * @throws DiskToolException if its tables contradict each other; repairing those would be guessing
     */
    public void repair(DiskChain chain) throws IOException {
        Path overlay = chain.live();
        Soundness found = check(chain);
        if (!found.sound()) {
            throw new DiskToolException(
                    "Overlay " + overlay + " is damaged: " + found.corruptions() + " corruptions in its tables");
        }
        if (found.leaks() > 0) {
            run(chain.lineage(), "check", "-r", "leaks", writable(chain));
        }
        run(chain.lineage(), "rebase", "-u", "-b", "", writable(chain));
        Durable.file(overlay);
    }

    /** The size of the disk that an overlay stands for. */
    public long sizeBytes(Path overlay) throws IOException {
        String told =
                tools.run(List.of(QEMU_IMG, "info", "--output=json", "json:" + QemuNodes.file("qcow2", overlay, true)));
        return JSON.readTree(told).path("virtual-size").asLong();
    }

    /** As {@link #sizeBytes}, of an overlay that a guest's QEMU may have open: it writes this through at once. */
    public long recordedSizeBytes(Path overlay) throws IOException {
        ByteBuffer size = ByteBuffer.allocate(Long.BYTES);
        try (FileChannel file = FileChannel.open(overlay, StandardOpenOption.READ)) {
            while (size.hasRemaining()) {
                if (file.read(size, HEADER_SIZE_OFFSET + size.position()) < 0) {
                    throw new EOFException("Overlay " + overlay + " has no whole header");
                }
            }
        }
        return size.getLong(0);
    }

    /**
     * What was written to these overlays together, and nothing of what lies under the oldest. They may be open in a
     * guest's QEMU as long as nothing writes to them.
     *
     * @param newestLast overlays over each other, oldest first
     * @param sizeBytes the size of the newest
     * @param lineage under whose key they are encrypted; null when they are not
     * @throws IOException if it has another size
     */
    public DiskDelta delta(List<Path> newestLast, long sizeBytes, @Nullable LineageId lineage) throws IOException {
        ObjectNode node = QemuNodes.overlays(newestLast, null, secretName(lineage), true);
        QemuDisk disk = QemuDisk.overlays(tools, node, passphrase(lineage));
        if (disk.exactSizeBytes() != sizeBytes) {
            try (disk) {
                throw new IOException("Overlay " + newestLast.getLast() + " has " + disk.exactSizeBytes()
                        + " bytes and not " + sizeBytes);
            }
        }
        return disk;
    }

    /** What a stopped volume holds over its base. */
    public DiskDelta content(DiskChain chain) throws IOException {
        return delta(chain.overlays(), chain.sizeBytes(), chain.lineage());
    }

    /**
     * All that a stopped volume holds.
     *
     * @param base where what lies under its overlays is; null when it began empty
     */
    public DiskDelta whole(DiskChain chain, @Nullable Backing base) throws IOException {
        ObjectNode node = QemuNodes.overlays(chain.overlays(), base, secretName(chain.lineage()), true);
        return QemuDisk.whole(tools, node, passphrase(chain.lineage()));
    }

    private static Soundness soundness(String told) throws IOException {
        JsonNode report = JSON.readTree(told);
        return new Soundness(
                report.path("leaks").asLong(),
                report.path("corruptions").asLong()
                        + report.path("check-errors").asLong());
    }

    private void run(@Nullable LineageId lineage, String command, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(QEMU_IMG, command, "-q"));
        words.addAll(List.of(arguments));
        String _ = tools.runAllowing(Set.of(), words, passphrase(lineage));
    }

    private @Nullable String passphrase(@Nullable LineageId lineage) throws IOException {
        return lineage == null ? null : DiskSecret.passphrase(keys, lineage);
    }

    private static @Nullable String secretName(@Nullable LineageId lineage) {
        return lineage == null ? null : DiskTools.SECRET;
    }

    private static String writable(DiskChain chain) {
        return "json:" + QemuNodes.overlay(chain.live(), secretName(chain.lineage()), false);
    }

    private static void requirePages(long sizeBytes) {
        if (sizeBytes <= 0 || sizeBytes % PAGE_BYTES != 0) {
            throw new IllegalArgumentException("Not a whole number of pages: " + sizeBytes);
        }
    }
}
