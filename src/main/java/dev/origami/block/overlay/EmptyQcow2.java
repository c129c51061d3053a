package dev.origami.block.overlay;

import dev.origami.block.luks.LuksHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * An empty qcow2 file, in the form of those that {@code qemu-img} makes: its header, the counts of its clusters, a table
 * of what is written (nothing), and in an encrypted one the LUKS header with a key of the file's own. Written from here,
 * since every launch and every snapshot waits for one and starting the program takes twenty times as long.
 */
final class EmptyQcow2 {
    /** A 4 KiB write reads nothing from below, and extents are exact to 4 KiB: each cluster has 32 parts of its own. */
    private static final int CLUSTER_BITS = 17;

    private static final int CLUSTER_BYTES = 1 << CLUSTER_BITS;
    /** An entry of the upper table leads to a cluster of lower entries, 16 bytes for each cluster of data. */
    private static final long UPPER_ENTRY_COVERS = (long) CLUSTER_BYTES / 16 * CLUSTER_BYTES;

    private static final int MAGIC = 0x514649fb;
    private static final int VERSION = 3;
    private static final int NOT_ENCRYPTED = 0;
    private static final int LUKS = 2;
    private static final long EXTENDED_ENTRIES = 1 << 4;
    private static final int COUNT_BITS_LOG2 = 4;
    private static final int HEADER_BYTES = 112;
    private static final int LUKS_HEADER_EXTENSION = 0x0537be77;

    private static final int COUNT_TABLE = 1;
    private static final int COUNTS = 2;
    private static final int UPPER_TABLE = 3;

    private final SecureRandom random = new SecureRandom();

    /**
     * Writes it into an empty file.
     *
     * @param passphrase opens its key; null: what is written will not be encrypted
     */
    void write(Path file, long sizeBytes, @Nullable String passphrase) throws IOException {
        int entries = Math.toIntExact(Math.ceilDiv(sizeBytes, UPPER_ENTRY_COVERS));
        int luks = UPPER_TABLE + clusters((long) entries * Long.BYTES);
        int all = passphrase == null ? luks : luks + clusters(LuksHeader.BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            put(channel, 0, header(sizeBytes, entries, passphrase == null ? 0 : position(luks)));
            put(channel, position(COUNT_TABLE), ByteBuffer.allocate(Long.BYTES).putLong(0, position(COUNTS)));
            put(channel, position(COUNTS), counts(all));
            if (passphrase != null) {
                byte[] key = new byte[LuksHeader.KEY_BYTES];
                random.nextBytes(key);
                put(channel, position(luks), ByteBuffer.wrap(LuksHeader.of(key, passphrase, random)));
            }
            // What is not written up to there is zeros.
            put(channel, position(all) - 1, ByteBuffer.allocate(1));
        }
    }

    /** @param luks where the LUKS header is; 0: nowhere */
    private static ByteBuffer header(long sizeBytes, int entries, long luks) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES + 2 * Long.BYTES + 2 * Long.BYTES);
        header.putInt(MAGIC).putInt(VERSION);
        // No backing: what lies below is never told in the file.
        header.putLong(0).putInt(0);
        header.putInt(CLUSTER_BITS).putLong(sizeBytes).putInt(luks == 0 ? NOT_ENCRYPTED : LUKS);
        header.putInt(entries).putLong(position(UPPER_TABLE));
        header.putLong(position(COUNT_TABLE)).putInt(1);
        // No snapshots.
        header.putInt(0).putLong(0);
        header.putLong(EXTENDED_ENTRIES).putLong(0).putLong(0);
        header.putInt(COUNT_BITS_LOG2).putInt(HEADER_BYTES).putLong(0);
        if (luks != 0) {
            header.putInt(LUKS_HEADER_EXTENSION).putInt(2 * Long.BYTES);
            header.putLong(luks).putLong(LuksHeader.BYTES);
        }
        // What follows, being zero, says that there are no more extensions.
        return header.putLong(0).flip();
    }

    private static ByteBuffer counts(int clusters) {
        ByteBuffer counts = ByteBuffer.allocate(clusters * Short.BYTES);
        while (counts.hasRemaining()) {
            counts.putShort((short) 1);
        }
        return counts.flip();
    }

    private static void put(FileChannel channel, long position, ByteBuffer bytes) throws IOException {
        long next = position;
        while (bytes.hasRemaining()) {
            next += channel.write(bytes, next);
        }
    }

    private static long position(int cluster) {
        return (long) cluster << CLUSTER_BITS;
    }

    private static int clusters(long bytes) {
        return Math.toIntExact(Math.ceilDiv(bytes, CLUSTER_BYTES));
    }
}
