package dev.origami.block.cache;

import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.BlockKeys;
import dev.origami.block.DiskSecret;
import dev.origami.block.ManifestId;
import dev.origami.id.LineageId;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * How the pages of an encrypted disk lie in its cache file: AES-256-CTR under a key of this disk alone, the counter being
 * the place on the disk in units of 16 bytes. A page of a stored disk never changes, so no part of the key stream is
 * ever used for two contents. A hole of the disk is a hole of the file. Safe for many threads.
 */
final class PageCipher {
    private static final int KEY_BYTES = 32;
    private static final int BLOCK_BYTES = 16;
    private static final byte[] ZEROS = new byte[FilledPages.PAGE_BYTES];
    private static final MemorySegment ZERO_PAGE = MemorySegment.ofArray(ZEROS);

    private final SecretKey key;
    private final ConcurrentLinkedQueue<Cipher> idle = new ConcurrentLinkedQueue<>();

    PageCipher(BlockKeys keys, LineageId lineage, ManifestId manifest) throws BlockKeyGoneException {
        key = new SecretKeySpec(DiskSecret.derive(keys, lineage, "cache file of " + manifest.hex(), KEY_BYTES), "AES");
    }

    /**
     * Pages of data as they are in the file.
     *
     * @param offset where they lie on the disk: a page's begin
     */
    ByteBuffer sealed(long offset, byte[] pages) {
        ByteBuffer sealed = ByteBuffer.allocate(pages.length);
        apply(offset, ByteBuffer.wrap(pages), sealed);
        return sealed.flip();
    }

    /**
     * Fills a buffer with the disk's bytes from an offset on.
     *
     * @param file all of the file
     */
    void open(MemorySegment file, long offset, ByteBuffer into) {
        long end = offset + into.remaining();
        long at = offset;
        while (at < end) {
            long stop = at;
            while (stop < end && !isHole(file, stop)) {
                stop = pageEnd(stop, end);
            }
            if (stop > at) {
                apply(at, file.asSlice(at, stop - at).asByteBuffer(), into);
            }
            at = stop;
            if (at < end) {
                long past = pageEnd(at, end);
                into.put(ZEROS, 0, (int) (past - at));
                at = past;
            }
        }
    }

    private static long pageEnd(long at, long end) {
        return Math.min(end, (at / FilledPages.PAGE_BYTES + 1) * FilledPages.PAGE_BYTES);
    }

    /** Whether the page of this byte is one: data would be sealed into 4 KiB of zeros once in 2^32768 pages. */
    private static boolean isHole(MemorySegment file, long at) {
        long page = at / FilledPages.PAGE_BYTES * FilledPages.PAGE_BYTES;
        return file.get(ValueLayout.JAVA_LONG_UNALIGNED, page) == 0
                && file.asSlice(page, FilledPages.PAGE_BYTES).mismatch(ZERO_PAGE) < 0;
    }

    private void apply(long offset, ByteBuffer from, ByteBuffer into) {
        byte[] counter = ByteBuffer.allocate(BLOCK_BYTES)
                .putLong(Long.BYTES, offset / BLOCK_BYTES)
                .array();
        int before = (int) (offset % BLOCK_BYTES);
        try {
            Cipher taken = idle.poll();
            Cipher cipher = taken == null ? Cipher.getInstance("AES/CTR/NoPadding") : taken;
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
            if (before > 0) {
                int _ = cipher.update(ZEROS, 0, before, new byte[BLOCK_BYTES]);
            }
            int _ = cipher.doFinal(from, into);
            idle.add(cipher);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES-CTR", e);
        }
    }
}
