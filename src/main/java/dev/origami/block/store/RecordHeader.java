package dev.origami.block.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The 64 bytes before each payload in a pack: enough to find, check and unpack the payload with nothing else at hand.
 *
 * @param kind a {@link RecordKind}'s code
 * @param flags {@link #ZSTD} or none; one that is not known here must not be read. The key field of the format, zero so
 *     far, is room for payloads sealed under a lineage's key
 * @param rawBytes the payload's length unpacked
 * @param storedBytes the payload's length in the pack
 * @param payloadCrc the CRC32C of the payload as it lies in the pack
 * @param id the SHA-256 of the payload unpacked
 */
record RecordHeader(byte kind, short flags, int rawBytes, int storedBytes, int payloadCrc, ChunkId id) {
    static final int BYTES = 64;
    static final short ZSTD = 1;

    /** Records begin at multiples of this, so that 24 bits of the index reach through a pack. */
    static final int ALIGNMENT = 16;

    private static final int MAGIC = 0x4f_52_45_43;
    private static final byte VERSION = 1;
    private static final int CRC_AT = BYTES - 4;

    void write(ByteBuffer into) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putInt(MAGIC).put(VERSION).put(kind).putShort(flags);
        bytes.putInt(rawBytes).putInt(storedBytes).putInt(payloadCrc).putInt(0);
        id.write(bytes);
        bytes.putInt(CRC_AT, crc(bytes.array(), 0, CRC_AT));
        into.put(bytes.rewind());
    }

    /** Reads a header; null where there is none, or one that is damaged or of another version. */
    static @Nullable RecordHeader read(ByteBuffer from, int position) {
        if (from.limit() - position < BYTES
                || from.getInt(position) != MAGIC
                || from.get(position + 4) != VERSION
                || !RecordKind.known(from.get(position + 5))) {
            return null;
        }
        byte[] copy = new byte[BYTES];
        from.get(position, copy);
        if (from.getInt(position + CRC_AT) != crc(copy, 0, CRC_AT)) {
            return null;
        }
        RecordHeader header = new RecordHeader(
                from.get(position + 5),
                from.getShort(position + 6),
                from.getInt(position + 8),
                from.getInt(position + 12),
                from.getInt(position + 16),
                ChunkId.at(from, position + 24));
        return header.rawBytes >= 0 && header.storedBytes >= 0 ? header : null;
    }

    /** Whether unpacking takes no more memory than such a record may need: only chunks are compressed. */
    boolean bounded() {
        return kind == RecordKind.CHUNK.code() ? rawBytes <= Grains.MAX_CHUNK_BYTES : rawBytes == storedBytes;
    }

    boolean readable() {
        return flags == 0 || flags == ZSTD;
    }

    /** The whole record's length in the pack: header, payload and what fills it up. */
    long recordBytes() {
        return recordBytes(storedBytes);
    }

    static long recordBytes(int storedBytes) {
        return (BYTES + (long) storedBytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
