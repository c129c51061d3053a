package dev.origami.block.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Refuses VHDX files with a parent, as far as their region table leads; the rest is QEMU's to refuse. */
final class VhdxHeader {
    private static final long SIGNATURE = 0x7668647866696c65L;
    private static final long REGION_TABLE_OFFSET = 192 << 10;
    private static final int REGION_TABLE_MAGIC = 0x72656769;
    private static final int MAX_ENTRIES = 2047;
    private static final int ENTRY_BYTES = 32;
    /** The first and last halves of the ids of the metadata region and of the file parameters in it, as they are stored. */
    private static final long METADATA_REGION = 0x06a27c8b90479a4bL;

    private static final long FILE_PARAMETERS = 0x3767a1ca36fa434dL;
    private static final long METADATA_MAGIC = 0x6d65746164617461L;
    private static final int HAS_PARENT = 2;

    private VhdxHeader() {}

    static void check(HeaderBytes bytes) throws IOException {
        if (bytes.at(0, Long.BYTES).getLong() != SIGNATURE) {
            throw bytes.refusal("does not begin as one");
        }
        ByteBuffer table = bytes.at(REGION_TABLE_OFFSET, 16);
        int count = Integer.reverseBytes(table.getInt(8));
        if (table.getInt(0) != REGION_TABLE_MAGIC || count < 0 || count > MAX_ENTRIES) {
            throw bytes.refusal("has no region table");
        }
        for (int i = 0; i < count; i++) {
            long at = REGION_TABLE_OFFSET + 16 + (long) i * ENTRY_BYTES;
            ByteBuffer entry = bytes.at(at, ENTRY_BYTES);
            if (entry.getLong(0) == METADATA_REGION) {
                checkMetadata(bytes, Long.reverseBytes(entry.getLong(16)));
            }
        }
    }

    private static void checkMetadata(HeaderBytes bytes, long region) throws IOException {
        ByteBuffer header = bytes.at(region, ENTRY_BYTES);
        int count = Short.toUnsignedInt(Short.reverseBytes(header.getShort(10)));
        if (header.getLong(0) != METADATA_MAGIC || count > MAX_ENTRIES) {
            throw bytes.refusal("has no metadata");
        }
        for (int i = 0; i < count; i++) {
            ByteBuffer entry = bytes.at(region + ENTRY_BYTES * (i + 1L), ENTRY_BYTES);
            if (entry.getLong(0) == FILE_PARAMETERS) {
                long at = region + Integer.toUnsignedLong(Integer.reverseBytes(entry.getInt(16)));
                int bits = Integer.reverseBytes(bytes.at(at, 8).getInt(4));
                if ((bits & HAS_PARENT) != 0) {
                    throw bytes.refusal("has a parent: merge it first");
                }
            }
        }
    }
}
