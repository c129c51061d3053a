package dev.origami.boot;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * LZ4 in its old frames, as kernels are packed: a magic number, then blocks that each begin with their packed length and
 * have at most 8 MiB when unpacked. What follows the last block that is whole is not looked at.
 */
final class Lz4Input extends InputStream {
    static final int MAGIC = 0x184c2102;
    private static final int BLOCK_BYTES = 8 << 20;
    private static final int PACKED_MOST = BLOCK_BYTES + BLOCK_BYTES / 255 + 16;
    private static final int HEADER_BYTES = 4;
    private static final int SHORTEST_MATCH = 4;
    private static final int MORE = 15;
    private static final int FULL_BYTE = 255;

    private final InputStream packed;
    private final byte[] block = new byte[BLOCK_BYTES];
    private int length;
    private int given;

    /** @param packed what follows the magic number */
    Lz4Input(InputStream packed) {
        this.packed = packed;
    }

    @Override
    public int read() throws IOException {
        return more() ? Byte.toUnsignedInt(block[given++]) : -1;
    }

    @Override
    public int read(byte[] into, int offset, int most) throws IOException {
        if (!more()) {
            return -1;
        }
        int count = Math.min(most, length - given);
        System.arraycopy(block, given, into, offset, count);
        given += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        packed.close();
    }

    private boolean more() throws IOException {
        while (given == length) {
            byte[] header = packed.readNBytes(HEADER_BYTES);
            int bytes = header.length < HEADER_BYTES ? 0 : Bytes.int32(header, 0);
            // Another frame may follow, or what the packer put behind: the whole length, in kernels.
            if (bytes == MAGIC) {
                continue;
            }
            if (bytes <= 0 || bytes > PACKED_MOST) {
                return false;
            }
            byte[] next = packed.readNBytes(bytes);
            if (next.length < bytes) {
                return false;
            }
            unpack(next);
        }
        return true;
    }

    private void unpack(byte[] from) throws IOException {
        int at = 0;
        int to = 0;
        try {
            while (at < from.length) {
                int token = Byte.toUnsignedInt(from[at++]);
                int literals = token >> 4;
                if (literals == MORE) {
                    int extra;
                    do {
                        extra = Byte.toUnsignedInt(from[at++]);
                        literals += extra;
                    } while (extra == FULL_BYTE);
                }
                System.arraycopy(from, at, block, to, literals);
                at += literals;
                to += literals;
                if (at == from.length) {
                    break;
                }
                int distance = Byte.toUnsignedInt(from[at]) | Byte.toUnsignedInt(from[at + 1]) << 8;
                at += 2;
                int match = token & MORE;
                if (match == MORE) {
                    int extra;
                    do {
                        extra = Byte.toUnsignedInt(from[at++]);
                        match += extra;
                    } while (extra == FULL_BYTE);
                }
                match += SHORTEST_MATCH;
                if (distance == 0 || distance > to) {
                    throw new EOFException("LZ4 that refers to what there is not");
                }
                // Byte by byte: what is copied may be written by the same copy.
                for (int i = 0; i < match; i++, to++) {
                    block[to] = block[to - distance];
                }
            }
        } catch (IndexOutOfBoundsException e) {
            throw new EOFException("LZ4 that does not fit its block");
        }
        length = to;
        given = 0;
    }
}
