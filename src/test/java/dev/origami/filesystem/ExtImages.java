package dev.origami.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** File systems as {@code mke2fs} makes them, with what a test puts into them, and disks with them in partitions. */
public final class ExtImages {
    private static final int SECTOR = 512;
    private static final int AT = 2048;
    private static final int MBR_TABLE = 446;

    private ExtImages() {}

    /** A disk that lies in memory. */
    public static Disk disk(byte[] bytes) {
        return new Disk() {
            @Override
            public long sizeBytes() {
                return bytes.length;
            }

            @Override
            public void read(long offset, ByteBuffer into) {
                into.put(bytes, Math.toIntExact(offset), into.remaining());
            }
        };
    }

    /** An ext4 file system of 8 MiB that says it is Debian 12. */
    public static byte[] debian() throws IOException, InterruptedException {
        Path root = Files.createTempDirectory("debian");
        Path etc = Files.createDirectory(root.resolve("etc"));
        Path release = etc.resolve("os-release");
        try {
            Files.writeString(release, "NAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nID=debian\n");
            return of(root, "-t", "ext4");
        } finally {
            for (Path path : List.of(release, etc, root)) {
                Files.delete(path);
            }
        }
    }

    /** The file system of a directory. */
    public static byte[] of(Path content, String... options) throws IOException, InterruptedException {
        Path image = Files.createTempFile("ext", ".img");
        try {
            List<String> command = new ArrayList<>(List.of("/sbin/mke2fs", "-q", "-F", "-E", "root_owner=0:0"));
            command.addAll(List.of(options));
            command.addAll(List.of("-d", content.toString(), image.toString(), "8M"));
            Process mke2fs =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(mke2fs.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (mke2fs.waitFor() != 0) {
                throw new IOException(said);
            }
            return Files.readAllBytes(image);
        } finally {
            Files.delete(image);
        }
    }

    /** In the first partition of an MBR, or, as a logical one, in its second. */
    public static byte[] inMbr(byte[] fileSystem, boolean logical) {
        byte[] disk = new byte[fileSystem.length + 2 * AT * SECTOR];
        ByteBuffer table = ByteBuffer.wrap(disk).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int sectors = fileSystem.length / SECTOR;
        if (logical) {
            entry(table, 0, 0, 0x82, 1, 16);
            entry(table, 0, 1, 0x0F, AT - 1, sectors + 1);
            entry(table, (AT - 1) * SECTOR, 0, 0x83, 1, sectors);
        } else {
            entry(table, 0, 0, 0x83, AT, sectors);
        }
        System.arraycopy(fileSystem, 0, disk, AT * SECTOR, fileSystem.length);
        return disk;
    }

    private static void entry(ByteBuffer disk, int tableBytes, int number, int type, int first, int count) {
        int at = tableBytes + MBR_TABLE + number * 16;
        disk.put(at + 4, (byte) type).putInt(at + 8, first).putInt(at + 12, count);
        disk.putShort(tableBytes + 510, (short) 0xAA55);
    }

    /** In the second partition of a GPT. */
    static byte[] inGpt(byte[] fileSystem) {
        byte[] disk = new byte[fileSystem.length + 2 * AT * SECTOR];
        ByteBuffer table = ByteBuffer.wrap(disk).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        entry(table, 0, 0, 0xEE, 1, disk.length / SECTOR - 1);
        table.put(SECTOR, "EFI PART".getBytes(StandardCharsets.US_ASCII));
        table.putLong(SECTOR + 72, 2).putInt(SECTOR + 80, 128).putInt(SECTOR + 84, 128);
        gptEntry(table, 0, 40, 100);
        gptEntry(table, 1, AT, AT + fileSystem.length / SECTOR - 1);
        System.arraycopy(fileSystem, 0, disk, AT * SECTOR, fileSystem.length);
        return disk;
    }

    private static void gptEntry(ByteBuffer disk, int number, long first, long last) {
        int at = 2 * SECTOR + number * 128;
        disk.putLong(at, 1).putLong(at + 32, first).putLong(at + 40, last);
    }
}
