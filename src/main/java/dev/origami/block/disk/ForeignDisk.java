package dev.origami.block.disk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.block.DiskDelta;
import dev.origami.block.Extent;
import dev.origami.block.tool.DiskToolException;
import dev.origami.block.tool.DiskTools;
import dev.origami.block.tool.QemuDisk;
import dev.origami.block.tool.QemuNodes;
import dev.origami.config.DiskLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The content of a disk file that a stranger made, as a disk of whole GiB. Whatever the file says of other files, none of
 * them is opened: one that needs another is refused. Used by one thread at a time; the file must not change meanwhile.
 */
public final class ForeignDisk implements DiskDelta {
    private static final long GIB = 1L << 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DiskDelta content;
    private final long lengthBytes;

    private ForeignDisk(DiskDelta content, long lengthBytes) {
        this.content = content;
        this.lengthBytes = lengthBytes;
    }

    /**
     * Opens a disk file in the format that it is said to have.
     *
     * @throws DiskRefusedException if it is not a sound, whole disk of that format
     */
    public static ForeignDisk open(DiskTools tools, DiskLimits limits, Path path, DiskFormat format)
            throws IOException {
        Path file = path.toAbsolutePath();
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new DiskRefusedException("Not a regular file: " + path);
        }
        if (format == DiskFormat.RAW) {
            return sized(limits, RawFile.open(file), Files.size(file));
        }
        checkHeader(limits, file, format);
        ObjectNode node = QemuNodes.file(format.driver(), file, true);
        try {
            checkInfo(
                    limits,
                    format,
                    JSON.readTree(tools.run(List.of("qemu-img", "info", "--output=json", "json:" + node))));
            QemuDisk disk = QemuDisk.whole(tools, node);
            return sized(limits, disk, disk.exactSizeBytes());
        } catch (DiskToolException e) {
            DiskRefusedException refusal =
                    new DiskRefusedException("The " + format + " file cannot be read: " + e.getMessage());
            refusal.initCause(e);
            throw refusal;
        }
    }

    private static ForeignDisk sized(DiskLimits limits, DiskDelta content, long lengthBytes) throws IOException {
        try {
            checkSize(limits, lengthBytes);
            return new ForeignDisk(content, lengthBytes);
        } catch (IOException e) {
            content.close();
            throw e;
        }
    }

    private static void checkSize(DiskLimits limits, long lengthBytes) throws DiskRefusedException {
        if (lengthBytes <= 0) {
            throw new DiskRefusedException("The disk is empty");
        }
        if (lengthBytes > limits.maxVirtualBytes()) {
            throw new DiskRefusedException(
                    "The disk has " + lengthBytes + " bytes, and at most " + limits.maxVirtualBytes() + " are taken");
        }
    }

    /** What QEMU would act on before anything could be refused is read here, without QEMU. */
    private static void checkHeader(DiskLimits limits, Path file, DiskFormat format) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            HeaderBytes bytes = new HeaderBytes(channel, format);
            switch (format) {
                case RAW -> throw new IllegalArgumentException("A raw disk has no header");
                case QCOW2 -> Qcow2Header.check(bytes);
                case VMDK -> VmdkHeader.check(bytes, limits.maxDescriptorBytes());
                case VHD -> VhdHeader.check(bytes);
                case VHDX -> VhdxHeader.check(bytes);
            }
        }
    }

    /** The same once more in QEMU's eyes, should it read a header otherwise than it is read here. */
    private static void checkInfo(DiskLimits limits, DiskFormat format, JsonNode info) throws IOException {
        checkSize(limits, info.path("virtual-size").asLong());
        JsonNode details = info.path("format-specific").path("data");
        if (info.has("backing-filename") || info.has("full-backing-filename")) {
            throw new DiskRefusedException("The " + format + " file has a backing file");
        }
        if (info.path("encrypted").asBoolean() || details.has("encrypt")) {
            throw new DiskRefusedException("The " + format + " file is encrypted");
        }
        if (details.has("data-file") || details.path("extents").size() > 1) {
            throw new DiskRefusedException("The " + format + " file keeps its data in other files");
        }
    }

    /** The length that the file itself says, before the padding to whole GiB. */
    public long lengthBytes() {
        return lengthBytes;
    }

    /** A whole number of GiB: what is behind {@link #lengthBytes} is zero. */
    @Override
    public long sizeBytes() {
        return Math.ceilDiv(lengthBytes, GIB) * GIB;
    }

    @Override
    public Iterable<Extent> changed() throws IOException {
        return content.changed();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        content.read(offset, into);
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
