package dev.origami.block.store;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.function.LongPredicate;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Where each chunk lies: a mapped hash table with open addressing, 24 bytes an entry (half of the chunk's id, and its
 * {@link Location}). It can always be rebuilt from the packs, and is opened only if it was closed cleanly over the same
 * packs and its checksum holds. Used by one thread at a time.
 */
final class ChunkIndex implements Closeable {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long MAGIC = 0x4f_52_49_47_49_44_58_31L;
    private static final long CLEAN = 1;
    private static final int HEADER_BYTES = 4096;
    private static final int ENTRY_BYTES = 24;
    private static final int LOCATION_AT = 16;
    private static final long FIRST_CAPACITY = 1 << 14;
    private static final int ZERO_BLOCK_BYTES = 1024 * 1024;
    private static final SecureRandom RANDOM = new SecureRandom();

    // The header's fields, by their offset.
    private static final int CAPACITY_AT = 8;
    private static final int SIZE_AT = 16;
    private static final int SEED_AT = 24;
    private static final int STATE_AT = 32;
    private static final int PACKS_AT = 40;
    private static final int TABLE_CRC_AT = 48;
    private static final int HEADER_CRC_AT = 56;

    private final Path file;
    private Arena arena;
    private MemorySegment map;
    private long capacity;
    private long size;
    private long seed;

    private ChunkIndex(Path file, Arena arena, MemorySegment map) {
        this.file = file;
        this.arena = arena;
        this.map = map;
        capacity = map.get(LONG, CAPACITY_AT);
        size = map.get(LONG, SIZE_AT);
        seed = map.get(LONG, SEED_AT);
    }

    /** A new, empty index in the place of any old one. */
    static ChunkIndex create(Path file) throws IOException {
        Arena arena = newArena();
        try {
            return new ChunkIndex(file, arena, createTable(file, FIRST_CAPACITY, arena));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Opens the index that was closed over these packs, and marks it as in use; null where there is none or it cannot
     * be trusted.
     *
     * @param packs a digest of the packs' names and lengths
     */
    static @Nullable ChunkIndex open(Path file, long packs) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        Arena arena = newArena();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() >= HEADER_BYTES) {
                MemorySegment map = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
                if (trusted(map, packs)) {
                    map.set(LONG, STATE_AT, 0);
                    map.asSlice(0, HEADER_BYTES).force();
                    return new ChunkIndex(file, arena, map);
                }
            }
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
        arena.close();
        return null;
    }

    private static boolean trusted(MemorySegment map, long packs) {
        long capacity = map.get(LONG, CAPACITY_AT);
        return map.get(LONG, 0) == MAGIC
                && map.get(LONG, STATE_AT) == CLEAN
                && map.get(LONG, PACKS_AT) == packs
                && map.get(LONG, HEADER_CRC_AT) == crc(map.asSlice(0, HEADER_CRC_AT))
                && capacity > 0
                && map.byteSize() == HEADER_BYTES + capacity * ENTRY_BYTES
                && map.get(LONG, TABLE_CRC_AT) == crc(map.asSlice(HEADER_BYTES));
    }

    long find(ChunkId id) {
        long at = slot(id.a(), id.b());
        return map.get(LONG, at + LOCATION_AT);
    }

    /** Makes room, so that the next {@code entries} puts cannot fail. */
    void reserve(long entries) throws IOException {
        long wanted = capacity;
        while ((size + entries) * 4 > wanted * 3) {
            wanted *= 2;
        }
        if (wanted > capacity) {
            grow(wanted);
        }
    }

    /** Adds a chunk or gives it a new place. Needs {@link #reserve} before. */
    void put(ChunkId id, long location) {
        put(id.a(), id.b(), location);
    }

    private void put(long a, long b, long location) {
        long at = slot(a, b);
        if (map.get(LONG, at + LOCATION_AT) == Location.NOWHERE) {
            if (++size >= capacity) {
                throw new IllegalStateException("The index is full: no room was reserved");
            }
            map.set(LONG, at, a);
            map.set(LONG, at + 8, b);
        }
        map.set(LONG, at + LOCATION_AT, location);
    }

    /** Removes every chunk whose place is named. */
    void removeIf(LongPredicate location) {
        for (long i = 0; i < capacity; i++) {
            long at = HEADER_BYTES + i * ENTRY_BYTES;
            // Another entry may move into the place of a removed one, so look at the place again.
            while (map.get(LONG, at + LOCATION_AT) != Location.NOWHERE
                    && location.test(map.get(LONG, at + LOCATION_AT))) {
                removeAt(i);
            }
        }
    }

    /** Empties a slot and moves back those after it that would not be found any more. */
    private void removeAt(long slot) {
        size--;
        long hole = slot;
        long next = slot;
        while (true) {
            next = (next + 1) & (capacity - 1);
            long from = HEADER_BYTES + next * ENTRY_BYTES;
            if (map.get(LONG, from + LOCATION_AT) == Location.NOWHERE) {
                break;
            }
            long home = home(map.get(LONG, from));
            if (((next - home) & (capacity - 1)) >= ((next - hole) & (capacity - 1))) {
                MemorySegment.copy(map, from, map, HEADER_BYTES + hole * ENTRY_BYTES, ENTRY_BYTES);
                hole = next;
            }
        }
        map.asSlice(HEADER_BYTES + hole * ENTRY_BYTES, ENTRY_BYTES).fill((byte) 0);
    }

    long size() {
        return size;
    }

    /** Closes it so that the next {@link #open} over the same packs takes it. */
    void closeClean(long packs) {
        map.set(LONG, SIZE_AT, size);
        map.set(LONG, PACKS_AT, packs);
        map.set(LONG, TABLE_CRC_AT, crc(map.asSlice(HEADER_BYTES)));
        map.set(LONG, STATE_AT, CLEAN);
        map.set(LONG, HEADER_CRC_AT, crc(map.asSlice(0, HEADER_CRC_AT)));
        map.force();
        arena.close();
    }

    /** Closes it without the mark: it will be rebuilt. */
    @Override
    public void close() {
        arena.close();
    }

    private long home(long a) {
        // The seed is secret: without it a guest could write chunks whose ids all fall into one place.
        return (((a ^ seed) * 0x9e37_79b9_7f4a_7c15L) >>> 20) & (capacity - 1);
    }

    /** The offset of the entry that has the key, or of the empty one where it would go. */
    private long slot(long a, long b) {
        long i = home(a);
        while (true) {
            long at = HEADER_BYTES + i * ENTRY_BYTES;
            if (map.get(LONG, at + LOCATION_AT) == Location.NOWHERE
                    || (map.get(LONG, at) == a && map.get(LONG, at + 8) == b)) {
                return at;
            }
            i = (i + 1) & (capacity - 1);
        }
    }

    private void grow(long wanted) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Arena nextArena = newArena();
        MemorySegment old = map;
        long oldCapacity = capacity;
        try {
            map = createTable(next, wanted, nextArena);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            map = old;
            nextArena.close();
            Files.deleteIfExists(next);
            throw e;
        }
        capacity = wanted;
        seed = map.get(LONG, SEED_AT);
        size = 0;
        for (long i = 0; i < oldCapacity; i++) {
            long at = HEADER_BYTES + i * ENTRY_BYTES;
            if (old.get(LONG, at + LOCATION_AT) != Location.NOWHERE) {
                put(old.get(LONG, at), old.get(LONG, at + 8), old.get(LONG, at + LOCATION_AT));
            }
        }
        arena.close();
        arena = nextArena;
    }

    /** Writes an empty table whole, so that no later write to the map can find the disk full. */
    private static MemorySegment createTable(Path file, long capacity, Arena arena) throws IOException {
        Files.deleteIfExists(file);
        long length = HEADER_BYTES + capacity * ENTRY_BYTES;
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(ZERO_BLOCK_BYTES);
            while (channel.position() < length) {
                channel.write(zeros.clear().limit((int) Math.min(ZERO_BLOCK_BYTES, length - channel.position())));
            }
            MemorySegment map = channel.map(FileChannel.MapMode.READ_WRITE, 0, length, arena);
            map.set(LONG, 0, MAGIC);
            map.set(LONG, CAPACITY_AT, capacity);
            map.set(LONG, SEED_AT, RANDOM.nextLong());
            return map;
        }
    }

    // Closed with the index, or when a larger table takes the place of this one: longer than any block of code lasts.
    @SuppressWarnings("MustBeClosedChecker")
    private static Arena newArena() {
        return Arena.ofShared();
    }

    private static long crc(MemorySegment segment) {
        CRC32C crc = new CRC32C();
        long at = 0;
        while (at < segment.byteSize()) {
            long length = Math.min(segment.byteSize() - at, 64L * ZERO_BLOCK_BYTES);
            crc.update(segment.asSlice(at, length).asByteBuffer());
            at += length;
        }
        return crc.getValue();
    }
}
