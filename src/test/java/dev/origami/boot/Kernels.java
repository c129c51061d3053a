package dev.origami.boot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPOutputStream;

/** Files of kernels for tests: one that can be started directly, packed as distributions pack theirs. */
final class Kernels {
    private static final int SECTOR = 512;

    private Kernels() {}

    /** Unpacked, for i386. */
    static byte[] plain(String text) {
        return LastWords.kernel(text);
    }

    /** A bzImage with this as its payload, and something behind it. */
    static byte[] bzImage(byte[] payload) {
        byte[] file = new byte[2 * SECTOR + 0x80 + payload.length + 100];
        ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        header.put(0x1f1, (byte) 1).putShort(0x1fe, (short) 0xaa55).putInt(0x202, 0x53726448);
        header.putShort(0x206, (short) 0x20f).putInt(0x248, 0x80).putInt(0x24c, payload.length);
        System.arraycopy(payload, 0, file, 2 * SECTOR + 0x80, payload.length);
        return file;
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    /** With the length behind it, as kernels have it. */
    static byte[] withLength(byte[] packed, int length) {
        return ByteBuffer.allocate(packed.length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(packed)
                .putInt(length)
                .array();
    }
}
