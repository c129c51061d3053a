package dev.origami.block.cache;

import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.BlockKeys;
import dev.origami.block.BlockStore;
import dev.origami.block.Durable;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.nbd.NbdDisk;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sparse file of one disk. A read finds its bytes there, checked when they were written to it, or puts them there
 * first; where it cannot, it answers from the block store. Pages are written with ordinary writes and read through a
 * read-only map: a full disk fails a write, where it would kill a process that fills a writable map. Those of an
 * encrypted disk are sealed in the file.
 */
final class CacheFile {
    private static final Logger LOG = LoggerFactory.getLogger(CacheFile.class);
    private static final int LOCKS = 64;
    private static final int USUAL_CHUNK_BYTES = 512 << 10;
    private static final ThreadLocal<ByteBuffer> CHUNK =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(USUAL_CHUNK_BYTES));

    private final BlockStore store;
    private final ManifestId manifest;
    private final long sizeBytes;
    private final @Nullable PageCipher cipher;
    private final Path data;
    private final Path record;
    private final Room room;
    private final FileChannel channel;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment map;
    private final Object[] locks = new Object[LOCKS];
    private final AtomicLong dataBytes = new AtomicLong();
    private final AtomicLong unrecordedBytes = new AtomicLong();
    private volatile FilledPages pages;
    private volatile boolean recordedFull;
    private volatile boolean broken;

    private CacheFile(
            BlockStore store, ManifestId manifest, @Nullable PageCipher cipher, Path data, Path record, Room room)
            throws IOException {
        this.store = store;
        this.manifest = manifest;
        this.cipher = cipher;
        this.sizeBytes = store.sizeBytes(manifest);
        this.data = data;
        this.record = record;
        this.room = room;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
        CacheRecord trusted = trusted().orElse(null);
        pages = trusted == null ? new FilledPages(sizeBytes) : trusted.pages();
        dataBytes.set(trusted == null ? 0 : trusted.dataBytes());
        recordedFull = pages.all();
        channel = FileChannel.open(data, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            map = channel.map(FileChannel.MapMode.READ_ONLY, 0, sizeBytes, arena);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Opens the cache of a disk, or begins it.
     *
     * @throws BlockKeyGoneException when the disk is encrypted and its lineage's key is gone
     */
    static CacheFile open(BlockStore store, BlockKeys keys, ManifestId manifest, Path data, Path record, Room room)
            throws IOException {
        LineageId lineage = store.lineage(manifest).orElse(null);
        PageCipher cipher = lineage == null ? null : new PageCipher(keys, lineage, manifest);
        return new CacheFile(store, manifest, cipher, data, record, room);
    }

    /** What of the file on the disk can be believed; if nothing, the file is made anew. */
    private Optional<CacheRecord> trusted() throws IOException {
        Optional<CacheRecord> found = CacheRecord.read(record, manifest, sizeBytes);
        if (found.isPresent() && Files.exists(data) && Files.size(data) == sizeBytes) {
            return found;
        }
        // The record goes first: it must never stand beside a file that it is not about.
        Durable.remove(record);
        Files.deleteIfExists(data);
        Files.createFile(data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (RandomAccessFile file = new RandomAccessFile(data.toFile(), "rw")) {
            file.setLength(sizeBytes);
        }
        return Optional.empty();
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /** Whether the file's bytes are not those of the disk. */
    boolean sealed() {
        return cipher != null;
    }

    Path data() {
        return data;
    }

    /** What it takes on the disk. */
    long dataBytes() {
        return dataBytes.get();
    }

    /** What was filled since it was last recorded. */
    long unrecordedBytes() {
        return unrecordedBytes.get();
    }

    /** Whether every byte is there; only once {@link #checkpoint} has recorded it does it count after a crash. */
    boolean complete() {
        return pages.all();
    }

    boolean recordedFull() {
        return recordedFull && !broken;
    }

    /** Bytes of the disk: a view of the file where they are in it, unless they are sealed there. */
    ByteBuffer read(long offset, int lengthBytes, NbdDisk.Memory memory) throws IOException {
        boolean filled = pages.contains(offset, lengthBytes) || load(offset, lengthBytes);
        if (filled && cipher == null) {
            return map.asSlice(offset, lengthBytes).asByteBuffer();
        }
        ByteBuffer bytes = memory.take(lengthBytes);
        if (filled && cipher != null) {
            cipher.open(map, offset, bytes);
        } else {
            store.read(manifest, offset, bytes);
        }
        return bytes.flip();
    }

    /** Puts every byte of a range into the file; false if there is no room for them. */
    boolean load(long offset, long lengthBytes) throws IOException {
        FilledPages filling = pages;
        for (Extent chunk : store.chunks(manifest, offset, lengthBytes)) {
            if (filling.contains(chunk.offset(), chunk.lengthBytes())) {
                continue;
            }
            // Two readers of one chunk fetch it once.
            synchronized (locks[(int) (chunk.offset() / FilledPages.PAGE_BYTES % LOCKS)]) {
                if (!filling.contains(chunk.offset(), chunk.lengthBytes()) && !loadChunk(filling, chunk)) {
                    return false;
                }
            }
        }
        // What lies between the chunks is zero, and so is the sparse file there.
        filling.add(offset, lengthBytes);
        return true;
    }

    private boolean loadChunk(FilledPages filling, Extent chunk) throws IOException {
        int length = Math.toIntExact(chunk.lengthBytes());
        if (broken || !room.take(length)) {
            return false;
        }
        boolean kept = false;
        try {
            kept = write(chunk.offset(), inFile(chunk.offset(), length));
        } finally {
            if (!kept) {
                room.giveBack(length);
            }
        }
        if (kept) {
            dataBytes.addAndGet(length);
            unrecordedBytes.addAndGet(length);
            filling.add(chunk.offset(), length);
        }
        return kept;
    }

    /** The bytes of a chunk as they are in the file. */
    private ByteBuffer inFile(long offset, int length) throws IOException {
        if (cipher == null) {
            ByteBuffer bytes = buffer(length);
            store.read(manifest, offset, bytes);
            return bytes.flip();
        }
        byte[] bytes = new byte[length];
        store.read(manifest, offset, ByteBuffer.wrap(bytes));
        return cipher.sealed(offset, bytes);
    }

    /** Memory for one chunk, kept by each thread: new memory would first be filled with zeros. */
    private static ByteBuffer buffer(int length) {
        ByteBuffer bytes = CHUNK.get();
        if (bytes.capacity() < length) {
            bytes = ByteBuffer.allocateDirect(length);
            CHUNK.set(bytes);
        }
        return bytes.clear().limit(length);
    }

    private boolean write(long offset, ByteBuffer bytes) {
        try {
            long at = offset;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
            return true;
        } catch (IOException e) {
            LOG.warn("Cache file {} cannot be written; reads go to the block store meanwhile", data, e);
            room.diskFull();
            return false;
        }
    }

    /** Makes what is filled durable, and then says so in the record. */
    synchronized void checkpoint() throws IOException {
        if (broken || recordedFull || (unrecordedBytes.get() == 0 && !pages.all())) {
            return;
        }
        FilledPages now = pages;
        long recording = unrecordedBytes.get();
        boolean full = now.all();
        // The record is taken before the data is forced, so it names nothing that the forcing missed.
        ByteBuffer encoded = CacheRecord.encode(manifest, sizeBytes, dataBytes.get(), now);
        try {
            channel.force(false);
        } catch (IOException e) {
            // The kernel may have forgotten what it could not write: only what was recorded before is believed.
            broken = true;
            pages = CacheRecord.read(record, manifest, sizeBytes)
                    .map(CacheRecord::pages)
                    .orElseGet(() -> new FilledPages(sizeBytes));
            throw e;
        }
        CacheRecord.write(record, encoded);
        unrecordedBytes.addAndGet(-recording);
        recordedFull = full;
    }

    /** Compares a chunk with the block store, and writes it again if it differs; true if it did. */
    boolean mend(Extent chunk) throws IOException {
        if (!pages.contains(chunk.offset(), chunk.lengthBytes())) {
            return false;
        }
        ByteBuffer expected = inFile(chunk.offset(), Math.toIntExact(chunk.lengthBytes()));
        boolean differs =
                map.asSlice(chunk.offset(), chunk.lengthBytes()).mismatch(MemorySegment.ofBuffer(expected)) >= 0;
        if (differs) {
            long at = chunk.offset();
            while (expected.hasRemaining()) {
                at += channel.write(expected, at);
            }
            channel.force(false);
        }
        return differs;
    }

    /** Unmaps the file; nobody may be reading. */
    void close() throws IOException {
        arena.close();
        channel.close();
    }
}
