package dev.origami.block.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pack file holds, read from the file alone.
 *
 * @param entries its sound records, in order
 * @param validBytes the end of the last of them: what follows in a pack that is not sealed was torn off by a crash
 * @param salt the random number of its header, or null where the header is damaged
 * @param sealed whether it has its list and trailer
 */
record PackContents(
        List<PackEntry> entries, long validBytes, @Nullable Long salt, boolean sealed) {
    PackContents {
        entries = List.copyOf(entries);
    }

    /** Reads the list of a sealed pack, or the records of another. */
    static PackContents read(FileChannel channel, int pack, Codec codec) throws IOException {
        Long salt = salt(channel, pack);
        if (salt != null) {
            List<PackEntry> listed = readList(channel, salt);
            if (listed != null) {
                return new PackContents(listed, channel.size(), salt, true);
            }
        }
        return scan(channel, pack, salt, codec);
    }

    /** Whether a pack has the trailer that sealing gave it. */
    static boolean isSealed(FileChannel channel, int pack) throws IOException {
        Long salt = salt(channel, pack);
        return salt != null && listOffset(channel, salt) != null;
    }

    private static @Nullable Long salt(FileChannel channel, int pack) throws IOException {
        return channel.size() < PackFooter.PACK_HEADER_BYTES
                ? null
                : PackFooter.readPackHeader(read(channel, 0, PackFooter.PACK_HEADER_BYTES), pack);
    }

    private static @Nullable Long listOffset(FileChannel channel, long salt) throws IOException {
        long size = channel.size();
        if (size < PackFooter.PACK_HEADER_BYTES + RecordHeader.BYTES + PackFooter.TRAILER_BYTES) {
            return null;
        }
        return PackFooter.readTrailer(read(channel, size - PackFooter.TRAILER_BYTES, PackFooter.TRAILER_BYTES), salt);
    }

    private static @Nullable List<PackEntry> readList(FileChannel channel, long salt) throws IOException {
        Long offset = listOffset(channel, salt);
        if (offset == null) {
            return null;
        }
        RecordHeader header = RecordHeader.read(read(channel, offset, RecordHeader.BYTES), 0);
        if (header == null
                || header.kind() != RecordKind.FOOTER.code()
                || offset + header.recordBytes() + PackFooter.TRAILER_BYTES != channel.size()) {
            return null;
        }
        byte[] list = bytes(channel, offset + RecordHeader.BYTES, header.storedBytes());
        return ChunkId.of(Codec.sha256().digest(list)).equals(header.id()) ? PackFooter.readList(list) : null;
    }

    /**
     * Reads record by record. A damaged one is left out and the next sound one looked for, so that one bad byte costs
     * one chunk and not those after it. Bytes of a guest that look like a record are found on this way too, so each is
     * checked against its hash. The hash of a sealed one needs its key, which is perhaps not at hand; what tells it from
     * bytes of a guest is that it knows the pack's salt.
     */
    private static PackContents scan(FileChannel channel, int pack, @Nullable Long salt, Codec codec)
            throws IOException {
        byte[] whole = bytes(channel, 0, Math.toIntExact(channel.size()));
        ByteBuffer bytes = ByteBuffer.wrap(whole);
        List<PackEntry> entries = new ArrayList<>();
        int valid = salt == null ? 0 : PackFooter.PACK_HEADER_BYTES;
        int at = PackFooter.PACK_HEADER_BYTES;
        while (at + RecordHeader.BYTES <= bytes.limit()) {
            RecordHeader header = RecordHeader.read(bytes, at);
            if (header == null
                    || header.recordBytes() > bytes.limit() - at
                    || !isGenuine(header, whole, at, salt, codec)) {
                at += RecordHeader.ALIGNMENT;
                continue;
            }
            int length = Math.toIntExact(header.recordBytes());
            if (header.kind() != RecordKind.FOOTER.code()) {
                entries.add(new PackEntry(header.id(), Location.of(pack, at, length)));
                valid = at + length;
            }
            at += length;
        }
        return new PackContents(entries, valid, salt, false);
    }

    private static boolean isGenuine(RecordHeader header, byte[] pack, int at, @Nullable Long salt, Codec codec) {
        int payload = at + RecordHeader.BYTES;
        if (!codec.isSound(header, pack, payload)) {
            return false;
        }
        if (!header.sealed()) {
            return true;
        }
        return salt == null ? codec.opens(header, pack, payload) : RecordHeader.isProven(pack, at, salt);
    }

    private static ByteBuffer read(FileChannel channel, long offset, int length) throws IOException {
        return ByteBuffer.wrap(bytes(channel, offset, length));
    }

    private static byte[] bytes(FileChannel channel, long offset, int length) throws IOException {
        byte[] into = new byte[length];
        ByteBuffer bytes = ByteBuffer.wrap(into);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new EOFException("a pack that ends at byte " + channel.size());
            }
        }
        return into;
    }
}
