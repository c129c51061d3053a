package dev.origami.block.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.block.DiskDelta;
import dev.origami.block.Extent;
import dev.origami.block.tool.DiskTools;
import dev.origami.config.DiskLimits;
import dev.origami.config.ToolLimits;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Disk files as real tools write them, and as somebody with bad intent does. */
@Timeout(120)
class ForeignDiskTest {
    private static final int SIZE_BYTES = 8 << 20;
    private static final int PAGE = 4096;

    @TempDir
    private Path directory;

    private DiskTools tools;
    private byte[] content;
    private Path raw;

    @BeforeEach
    void start() throws IOException {
        tools = new DiskTools(directory.resolve("t"), ToolLimits.defaults());
        content = new byte[SIZE_BYTES];
        Random random = new Random(5);
        for (int at = 0; at < SIZE_BYTES; at += 1 << 20) {
            byte[] part = new byte[random.nextInt(1 << 19)];
            random.nextBytes(part);
            System.arraycopy(part, 0, content, at, part.length);
        }
        raw = directory.resolve("raw");
        try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
            for (int at = 0; at < SIZE_BYTES; at += 1 << 20) {
                file.seek(at);
                file.write(content, at, 1 << 19);
            }
            file.setLength(SIZE_BYTES);
        }
    }

    @AfterEach
    void stop() {
        tools.close();
    }

    private Path converted(String name, String format, String... options) throws IOException {
        Path path = directory.resolve(name);
        List<String> command = new ArrayList<>(List.of("qemu-img", "convert", "-f", "raw", "-O", format));
        command.addAll(List.of(options));
        command.addAll(List.of(raw.toString(), path.toString()));
        tools.run(command);
        return path;
    }

    private ForeignDisk open(Path path, DiskFormat format) throws IOException {
        return ForeignDisk.open(tools, DiskLimits.defaults(), path, format);
    }

    private static byte[] bytes(DiskDelta disk, int length) throws IOException {
        byte[] all = new byte[length];
        long last = 0;
        for (Extent extent : disk.changed()) {
            assertThat(extent.offset()).isGreaterThanOrEqualTo(last);
            assertThat(extent.offset() % PAGE + extent.lengthBytes() % PAGE).isZero();
            last = extent.end();
            disk.read(extent.offset(), ByteBuffer.wrap(all, (int) extent.offset(), (int) extent.lengthBytes()));
        }
        assertThat(last).isLessThanOrEqualTo(disk.sizeBytes());
        return all;
    }

    private void refused(Path path, DiskFormat format, String why) {
        assertThatThrownBy(() -> open(path, format).close())
                .isInstanceOf(DiskRefusedException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({
        "raw,RAW,",
        "qcow2,QCOW2,",
        "qcow2,QCOW2,compat=0.10",
        "vmdk,VMDK,",
        "vmdk,VMDK,subformat=streamOptimized",
        "vpc,VHD,force_size=on",
        "vpc,VHD,'subformat=fixed,force_size=on'",
        "vhdx,VHDX,",
        "vhdx,VHDX,subformat=fixed"
    })
    void everyFormatGivesTheSameBytes(String driver, DiskFormat format, String options) throws IOException {
        Path path = options == null ? converted("disk", driver) : converted("disk", driver, "-o", options);
        try (ForeignDisk disk = open(path, format)) {
            assertThat(disk.lengthBytes()).isEqualTo(SIZE_BYTES);
            assertThat(disk.sizeBytes()).isEqualTo(1L << 30);
            assertThat(Arrays.equals(bytes(disk, SIZE_BYTES), content)).isTrue();
        }
    }

    @Test
    void holesOfARawFileAreNotRead() throws IOException {
        try (ForeignDisk disk = open(raw, DiskFormat.RAW)) {
            assertThat(disk.changed()).hasSize(SIZE_BYTES >> 20).allMatch(extent -> extent.lengthBytes() == 1 << 19);
        }
    }

    @Test
    void aLengthThatEndsInAPageIsPaddedWithZeros() throws IOException {
        Path odd = Files.write(directory.resolve("odd"), Arrays.copyOf(content, 5000));
        try (ForeignDisk disk = open(odd, DiskFormat.RAW)) {
            assertThat(disk.lengthBytes()).isEqualTo(5000);
            assertThat(bytes(disk, 2 * PAGE)).isEqualTo(Arrays.copyOf(Arrays.copyOf(content, 5000), 2 * PAGE));
        }
    }

    @Test
    void onlyRegularFilesAreOpened() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), raw);
        refused(link, DiskFormat.RAW, "regular");
        refused(Path.of("/dev/zero"), DiskFormat.RAW, "regular");
        refused(directory, DiskFormat.RAW, "regular");
        refused(Path.of("json:{\"driver\":\"null-co\"}"), DiskFormat.QCOW2, "regular");
        refused(Files.createFile(directory.resolve("empty")), DiskFormat.RAW, "empty");
    }

    @ParameterizedTest
    @EnumSource(DiskFormat.class)
    void aFileOfAnotherFormatIsRefused(DiskFormat format) throws IOException {
        if (format == DiskFormat.RAW) {
            // Raw is any bytes at all: a qcow2 file named so is its own bytes, and its header is not believed.
            Path qcow2 = converted("as-raw", "qcow2");
            try (ForeignDisk disk = open(qcow2, format)) {
                assertThat(disk.lengthBytes()).isEqualTo(Files.size(qcow2));
            }
        } else {
            refused(raw, format, "The " + format + " file");
            refused(Files.write(directory.resolve("short"), new byte[] {1, 2, 3}), format, "ends before");
        }
    }

    @Test
    void qcow2FilesThatLeadElsewhereAreRefused() throws IOException {
        Path backed = directory.resolve("backed");
        tools.run(List.of("qemu-img", "create", "-f", "qcow2", "-F", "raw", "-b", raw.toString(), backed.toString()));
        refused(backed, DiskFormat.QCOW2, "backing file");
        Path jsonBacked = directory.resolve("json");
        tools.run(List.of(
                "qemu-img",
                "create",
                "-u",
                "-f",
                "qcow2",
                "-F",
                "raw",
                "-b",
                "json:{\"driver\":\"file\",\"filename\":\"/etc/passwd\"}",
                jsonBacked.toString(),
                "1M"));
        refused(jsonBacked, DiskFormat.QCOW2, "backing file");
        Path external = directory.resolve("external");
        tools.run(List.of(
                "qemu-img",
                "create",
                "-f",
                "qcow2",
                "-o",
                "data_file=" + directory.resolve("data") + ",data_file_raw=on",
                external.toString(),
                "1M"));
        refused(external, DiskFormat.QCOW2, "another file");
        // With the feature's bit cleared the name is still there.
        byte[] bytes = Files.readAllBytes(external);
        bytes[79] = 0;
        refused(Files.write(external, bytes), DiskFormat.QCOW2, "data file");
    }

    @Test
    void encryptedQcow2FilesAreRefused() throws IOException {
        Path encrypted = directory.resolve("encrypted");
        tools.run(List.of(
                "qemu-img",
                "create",
                "-f",
                "qcow2",
                "--object",
                "secret,id=s,data=abc",
                "-o",
                "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10",
                encrypted.toString(),
                "1M"));
        refused(encrypted, DiskFormat.QCOW2, "encrypted");
    }

    @Test
    void absurdSizesAreRefused() throws IOException {
        Path huge = directory.resolve("huge");
        tools.run(List.of("qemu-img", "create", "-f", "qcow2", "-o", "cluster_size=2M", huge.toString(), "100T"));
        refused(huge, DiskFormat.QCOW2, "at most");
        Path sparse = directory.resolve("sparse");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(2L << 30);
        }
        assertThatThrownBy(() -> ForeignDisk.open(tools, new DiskLimits(1L << 30, 1024), sparse, DiskFormat.RAW))
                .isInstanceOf(DiskRefusedException.class);
    }

    @Test
    void vmdkFilesThatLeadElsewhereAreRefused() throws IOException {
        Path flat = converted("flat.vmdk", "vmdk", "-o", "subformat=monolithicFlat");
        refused(flat, DiskFormat.VMDK, "one file");
        Path text = Files.writeString(directory.resolve("text.vmdk"), """
                # Disk DescriptorFile
                version=1
                CID=1
                parentCID=ffffffff
                createType="monolithicFlat"
                RW 2048 FLAT "/etc/passwd" 0
                """);
        refused(text, DiskFormat.VMDK, "one file");
        byte[] whole = Files.readAllBytes(converted("whole.vmdk", "vmdk"));
        Path changed = directory.resolve("changed.vmdk");
        // Without a capacity QEMU takes the embedded description for the disk, and opens the files in it.
        byte[] describing = whole.clone();
        Arrays.fill(describing, 12, 20, (byte) 0);
        refused(Files.write(changed, describing), DiskFormat.VMDK, "describes");
        refused(
                Files.write(changed, replaced(whole, "monolithicSparse", "monolithicFlat\" ")),
                DiskFormat.VMDK,
                "kind");
        refused(Files.write(changed, replaced(whole, "SPARSE", "FLAT  ")), DiskFormat.VMDK, "other files");
        refused(
                Files.write(changed, replaced(whole, "parentCID=ffffffff", "parentCID=12345678")),
                DiskFormat.VMDK,
                "parent");
        refused(
                Files.write(changed, replaced(whole, "ddb.geometry.cylinders", "parentFileNameHint=\"/x")),
                DiskFormat.VMDK,
                "parent");
    }

    private static byte[] replaced(byte[] bytes, String what, String with) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(what);
        return text.replace(what, with).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void differencingVhdAndVhdxFilesAreRefused() throws IOException {
        for (String subformat : List.of("dynamic", "fixed")) {
            byte[] vhd = Files.readAllBytes(converted("disk.vhd", "vpc", "-o", "subformat=" + subformat));
            vhd[63] = subformat.equals("dynamic") ? 4 : vhd[63];
            vhd[vhd.length - 512 + 63] = 4;
            refused(Files.write(directory.resolve("diff.vhd"), vhd), DiskFormat.VHD, "parent");
        }
        byte[] vhdx = Files.readAllBytes(converted("disk.vhdx", "vhdx"));
        // The file parameters that QEMU writes: 64 KiB into the metadata region at 3 MiB.
        int parameters = (3 << 20) + (64 << 10);
        assertThat(vhdx[parameters + 4] & 2).isZero();
        vhdx[parameters + 4] |= 2;
        refused(Files.write(directory.resolve("diff.vhdx"), vhdx), DiskFormat.VHDX, "parent");
    }

    @Test
    void damagedFilesAreRefusedOrReadWithinBounds() throws IOException {
        Random random = new Random(17);
        for (DiskFormat format : List.of(DiskFormat.QCOW2, DiskFormat.VMDK, DiskFormat.VHD, DiskFormat.VHDX)) {
            byte[] sound = Files.readAllBytes(converted("sound", format.driver()));
            for (int round = 0; round < 8; round++) {
                byte[] damaged = sound.clone();
                for (int i = 0; i < 4; i++) {
                    damaged[random.nextInt(2048)] = (byte) random.nextInt();
                }
                Path path = Files.write(directory.resolve("damaged"), damaged);
                try (ForeignDisk disk = open(path, format)) {
                    assertThat(disk.lengthBytes())
                            .isBetween(1L, DiskLimits.defaults().maxVirtualBytes());
                } catch (DiskRefusedException e) {
                    assertThat(e).hasMessageContaining(" ");
                }
            }
        }
    }
}
