package dev.origami.block.cache;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which pages of a cache file hold what the disk holds. Pages are only ever added, by many threads at once, so an older
 * record of them is never wrong.
 */
final class FilledPages {
    static final int PAGE_BYTES = 4096;

    private static final int REGION_PAGES = 1024;
    private static final int REGION_WORDS = REGION_PAGES / Long.SIZE;
    private static final byte REGION_EMPTY = 0;
    private static final byte REGION_FULL = 1;
    private static final byte REGION_PARTIAL = 2;

    private final long pages;
    private final AtomicReferenceArray<AtomicLongArray> regions;
    private final AtomicLong filled = new AtomicLong();

    FilledPages(long sizeBytes) {
        this.pages = Math.ceilDiv(sizeBytes, PAGE_BYTES);
        this.regions = new AtomicReferenceArray<>(Math.toIntExact(Math.ceilDiv(pages, REGION_PAGES)));
    }

    boolean all() {
        return filled.get() == pages;
    }

    /** Whether every page is there that has a byte of the range. */
    boolean contains(long offset, long lengthBytes) {
        long end = Math.ceilDiv(offset + lengthBytes, PAGE_BYTES);
        for (long page = offset / PAGE_BYTES; page < end; ) {
            long wordEnd = Math.min(end, (page / Long.SIZE + 1) * Long.SIZE);
            long mask = mask(page, wordEnd);
            AtomicLongArray region = regions.get((int) (page / REGION_PAGES));
            if (region == null || (region.get(word(page)) & mask) != mask) {
                return false;
            }
            page = wordEnd;
        }
        return true;
    }

    /** Adds every page that has a byte of the range; what they hold must have been written before. */
    void add(long offset, long lengthBytes) {
        long end = Math.ceilDiv(offset + lengthBytes, PAGE_BYTES);
        for (long page = offset / PAGE_BYTES; page < end; ) {
            long wordEnd = Math.min(end, (page / Long.SIZE + 1) * Long.SIZE);
            set(page, mask(page, wordEnd));
            page = wordEnd;
        }
    }

    private void set(long page, long mask) {
        int index = (int) (page / REGION_PAGES);
        AtomicLongArray region = regions.get(index);
        if (region == null) {
            AtomicLongArray fresh = new AtomicLongArray(REGION_WORDS);
            region = regions.compareAndSet(index, null, fresh) ? fresh : regions.get(index);
        }
        long before = region.getAndAccumulate(word(page), mask, (old, more) -> old | more);
        filled.addAndGet(Long.bitCount(mask & ~before));
    }

    private static int word(long page) {
        return (int) (page % REGION_PAGES) / Long.SIZE;
    }

    /** The bits of the pages from {@code page} to before {@code end}, which lie in one word. */
    private static long mask(long page, long end) {
        int count = (int) (end - page);
        return (count == Long.SIZE ? -1L : (1L << count) - 1) << (page % Long.SIZE);
    }

    /** How many bytes {@link #encode} may need. */
    int encodedBytes() {
        return regions.length() * (1 + REGION_WORDS * Long.BYTES);
    }

    /** What is filled at this moment, and perhaps some of what is added meanwhile. */
    void encode(ByteBuffer into) {
        for (int i = 0; i < regions.length(); i++) {
            AtomicLongArray region = regions.get(i);
            if (region == null) {
                into.put(REGION_EMPTY);
            } else {
                encode(region, into);
            }
        }
    }

    private static void encode(AtomicLongArray region, ByteBuffer into) {
        int start = into.position();
        into.put(REGION_PARTIAL);
        boolean full = true;
        for (int word = 0; word < REGION_WORDS; word++) {
            long bits = region.get(word);
            full &= bits == -1L;
            into.putLong(bits);
        }
        if (full) {
            into.position(start).put(REGION_FULL);
        }
    }

    /** Reads what {@link #encode} wrote for a disk of that size. */
    static FilledPages decode(long sizeBytes, ByteBuffer from) {
        FilledPages decoded = new FilledPages(sizeBytes);
        for (int i = 0; i < decoded.regions.length(); i++) {
            byte kind = from.get();
            if (kind == REGION_EMPTY) {
                continue;
            }
            long first = (long) i * REGION_PAGES;
            for (int word = 0; word < REGION_WORDS; word++) {
                long bits = kind == REGION_FULL ? -1L : from.getLong();
                if (bits != 0) {
                    decoded.set(first + (long) word * Long.SIZE, bits);
                }
            }
        }
        return decoded;
    }
}
