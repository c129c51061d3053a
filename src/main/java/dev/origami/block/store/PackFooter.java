package dev.origami.block.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The begin and the end of a pack file: a header with its number, and, once the pack is sealed, a list of its records
 * and a trailer that leads to the list. The list spares reading the pack when the index is rebuilt; without it the
 * records say the same. The trailer repeats a random number of the header, so that a guest who writes bytes that look
 * like a trailer cannot have them taken for one.
 */
final class PackFooter {
    static final int PACK_HEADER_BYTES = 64;
    static final int TRAILER_BYTES = 32;

    private static final long PACK_MAGIC = 0x4f_52_49_47_50_41_43_4bL;
    private static final long TRAILER_MAGIC = 0x4f_52_49_47_44_4f_4e_45L;
    private static final short VERSION = 1;
    private static final int ENTRY_BYTES = ChunkId.BYTES + 8;

    private PackFooter() {}

    static ByteBuffer packHeader(int pack, long salt) {
        ByteBuffer bytes = ByteBuffer.allocate(PACK_HEADER_BYTES);
        // Version, then flags: room for what a later version may need.
        bytes.putLong(PACK_MAGIC)
                .putShort(VERSION)
                .putShort((short) 0)
                .putInt(pack)
                .putLong(salt);
        bytes.putInt(PACK_HEADER_BYTES - 4, RecordHeader.crc(bytes.array(), 0, PACK_HEADER_BYTES - 4));
        return bytes.rewind();
    }

    /** The random number of a pack's header, or null where the bytes are not its header. */
    static @Nullable Long readPackHeader(ByteBuffer bytes, int pack) {
        if (bytes.limit() < PACK_HEADER_BYTES) {
            return null;
        }
        long salt = bytes.getLong(16);
        return bytes.slice(0, PACK_HEADER_BYTES).equals(packHeader(pack, salt)) ? salt : null;
    }

    static byte[] list(List<PackEntry> entries) {
        ByteBuffer bytes = ByteBuffer.allocate(entries.size() * ENTRY_BYTES);
        for (PackEntry entry : entries) {
            entry.id().write(bytes);
            bytes.putLong(entry.location());
        }
        return bytes.array();
    }

    static List<PackEntry> readList(byte[] list) {
        ByteBuffer bytes = ByteBuffer.wrap(list);
        List<PackEntry> entries = new ArrayList<>(list.length / ENTRY_BYTES);
        while (bytes.remaining() >= ENTRY_BYTES) {
            entries.add(new PackEntry(ChunkId.read(bytes), bytes.getLong()));
        }
        return entries;
    }

    static ByteBuffer trailer(long listOffset, long salt) {
        ByteBuffer bytes = ByteBuffer.allocate(TRAILER_BYTES);
        bytes.putLong(TRAILER_MAGIC).putLong(listOffset).putLong(salt);
        bytes.putInt(TRAILER_BYTES - 4, RecordHeader.crc(bytes.array(), 0, TRAILER_BYTES - 4));
        return bytes.rewind();
    }

    /** Where the list begins, or null where the bytes are not the trailer of that pack. */
    static @Nullable Long readTrailer(ByteBuffer bytes, long salt) {
        long listOffset = bytes.getLong(8);
        return bytes.equals(trailer(listOffset, salt)) ? listOffset : null;
    }
}
