package dev.origami.guest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Writes what a kernel unpacks as its first file system: a compressed cpio archive in the "newc" form. */
final class InitialRamDisk {
    private static final int DIRECTORY = 0040755;
    private static final int PROGRAM = 0100755;
    private static final int ALIGNMENT = 4;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final OutputStream out;
    private int written;
    private int entries;

    InitialRamDisk() throws IOException {
        out = new GZIPOutputStream(bytes);
    }

    void directory(String path) throws IOException {
        entry(path, DIRECTORY, new byte[0]);
    }

    void program(String path, byte[] content) throws IOException {
        entry(path, PROGRAM, content);
    }

    byte[] finish() throws IOException {
        entry("TRAILER!!!", 0, new byte[0]);
        out.close();
        return bytes.toByteArray();
    }

    private void entry(String path, int mode, byte[] content) throws IOException {
        entries++;
        byte[] name = (path + "\0").getBytes(StandardCharsets.UTF_8);
        // inode, mode, uid, gid, links, time, size, device (major, minor), special device (major, minor), name, check
        int[] fields = {entries, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0};
        StringBuilder header = new StringBuilder("070701");
        for (int field : fields) {
            header.append(String.format("%08X", field));
        }
        write(header.toString().getBytes(StandardCharsets.US_ASCII));
        write(name);
        align();
        write(content);
        align();
    }

    private void write(byte[] part) throws IOException {
        out.write(part);
        written += part.length;
    }

    private void align() throws IOException {
        write(new byte[(ALIGNMENT - written % ALIGNMENT) % ALIGNMENT]);
    }
}
