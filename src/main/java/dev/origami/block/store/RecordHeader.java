package dev.origami.block.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The 64 bytes before each payload in a pack: enough to find, check and unpack the payload with nothing else at hand.
 *
 * @param kind a {@link RecordKind}'s code
 * @param flags {@link #ZSTD} or none; one that is not known here must not be read
 * @param rawBytes the payload's length unpacked
 * @param storedBytes the payload's length in the pack
 * @param payloadCrc the CRC32C of the payload as it lies in the pack
 * @param lineage the number of the lineage under whose key the payload is sealed, or {@link #PLAIN}
 * @param id the SHA-256 of the payload unpacked; of one that is sealed, its HMAC under the lineage's key
 */
record RecordHeader(byte kind, short flags, int rawBytes, int storedBytes, int payloadCrc, int lineage, ChunkId id) {
    static final int BYTES = 64;
    static final short ZSTD = 1;
    static final int PLAIN = 0;

    /** Records begin at multiples of this, so that 24 bits of the index reach through a pack. */
    static final int ALIGNMENT = 16;

    private static final int MAGIC = 0x4f_52_45_43;
    private static final byte VERSION = 1;
    private static final int CRC_AT = BYTES - 4;
    private static final int PROOF_AT = CRC_AT - 4;

    /**
     * Writes the header.
     *
     * @param salt the secret of the pack that it is written to
     */
    void write(ByteBuffer into, long salt) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putInt(MAGIC).put(VERSION).put(kind).putShort(flags);
        bytes.putInt(rawBytes).putInt(storedBytes).putInt(payloadCrc).putInt(lineage);
        id.write(bytes);
        bytes.putInt(sealed() ? proof(bytes.array(), salt) : 0);
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
                from.getInt(position + 20),
                ChunkId.at(from, position + 24));
        return header.rawBytes >= 0 && header.storedBytes >= 0 && header.lineage >= PLAIN ? header : null;
    }

    /**
     * Whether the header at this place was written by the store into the pack of that salt, and is not bytes of a guest
     * who knows no salt. For records that are sealed: others are known by their hash.
     */
    static boolean isProven(byte[] pack, int position, long salt) {
        byte[] header = Arrays.copyOfRange(pack, position, position + BYTES);
        return ByteBuffer.wrap(header).getInt(PROOF_AT) == proof(header, salt);
    }

    private static int proof(byte[] header, long salt) {
        MessageDigest sha256 = Codec.sha256();
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(salt).flip());
        sha256.update(header, 0, PROOF_AT);
        return ByteBuffer.wrap(sha256.digest()).getInt();
    }

    boolean sealed() {
        return lineage != PLAIN;
    }

    /** Whether unpacking takes no more memory than such a record may need: only chunks are compressed. */
    boolean bounded() {
        return kind == RecordKind.CHUNK.code() ? rawBytes <= Grains.MAX_CHUNK_BYTES : rawBytes == storedBytes;
    }

    /** Whether this program knows the form of the payload: only chunks are sealed. */
    boolean readable() {
        return (flags == 0 || flags == ZSTD) && (!sealed() || kind == RecordKind.CHUNK.code());
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
