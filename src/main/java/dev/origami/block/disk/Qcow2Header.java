package dev.origami.block.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Refuses qcow2 files that lead to other files or cannot be read by everyone, before QEMU opens them: it would open what
 * they name.
 */
final class Qcow2Header {
    private static final int MAGIC = 0x514649fb;
    private static final int V2_BYTES = 72;
    private static final int V3_BYTES = 104;
    private static final int MAX_CLUSTER_BITS = 21;
    private static final long INCOMPATIBLE_CORRUPT = 1 << 1;
    private static final long INCOMPATIBLE_DATA_FILE = 1 << 2;
    private static final int EXTENSION_END = 0;
    private static final int EXTENSION_BACKING_FORMAT = 0xe2792aca;
    private static final int EXTENSION_DATA_FILE = 0x44415441;

    private Qcow2Header() {}

    static void check(HeaderBytes bytes) throws IOException {
        ByteBuffer header = bytes.at(0, V2_BYTES);
        if (header.getInt(0) != MAGIC) {
            throw bytes.refusal("does not begin as one");
        }
        int version = header.getInt(4);
        if (version != 2 && version != 3) {
            throw bytes.refusal("is of the unknown version " + Integer.toUnsignedString(version));
        }
        if (header.getLong(8) != 0 || header.getInt(16) != 0) {
            throw bytes.refusal("has a backing file: flatten it first");
        }
        int clusterBits = header.getInt(20);
        if (clusterBits < 9 || clusterBits > MAX_CLUSTER_BITS) {
            throw bytes.refusal("has clusters of an impossible size");
        }
        if (header.getInt(32) != 0) {
            throw bytes.refusal("is encrypted");
        }
        int headerBytes = version == 2 ? V2_BYTES : checkVersion3(bytes);
        checkExtensions(bytes, headerBytes, Math.min(1L << clusterBits, bytes.fileBytes()));
    }

    private static int checkVersion3(HeaderBytes bytes) throws IOException {
        ByteBuffer header = bytes.at(0, V3_BYTES);
        long incompatible = header.getLong(72);
        if ((incompatible & INCOMPATIBLE_DATA_FILE) != 0) {
            throw bytes.refusal("keeps its data in another file");
        }
        if ((incompatible & INCOMPATIBLE_CORRUPT) != 0) {
            throw bytes.refusal("is marked as corrupt");
        }
        int length = header.getInt(100);
        if (length < V3_BYTES || length > 1 << 16) {
            throw bytes.refusal("has a header of an impossible length");
        }
        return length;
    }

    private static void checkExtensions(HeaderBytes bytes, int start, long end) throws IOException {
        long at = start;
        while (at + 8 <= end) {
            ByteBuffer extension = bytes.at(at, 8);
            int type = extension.getInt();
            long length = Integer.toUnsignedLong(extension.getInt());
            switch (type) {
                case EXTENSION_END -> {
                    return;
                }
                case EXTENSION_DATA_FILE -> throw bytes.refusal("names a data file");
                case EXTENSION_BACKING_FORMAT -> throw bytes.refusal("names the format of a backing file");
                default -> at += 8 + Math.ceilDiv(length, 8) * 8;
            }
        }
    }
}
