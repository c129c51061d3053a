package dev.origami.block.store;

import dev.origami.block.BlockKeyGoneException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Reads records by the id of their chunk, each checked against it. A pack may be taken away by a collection at any
 * moment; the chunk is then looked for again. Safe for many threads.
 */
final class PackReader implements Closeable {
    /** A chunk moves only when a collection rewrites its pack: more often than this in one read is a fault. */
    private static final int MAX_MOVES = 16;

    private static final int MAX_RECORD_BYTES =
            (int) RecordHeader.recordBytes(Grains.MAX_CHUNK_BYTES + LineageSeal.OVERHEAD_BYTES);

    private final PackDirectory directory;
    private final Catalog catalog;
    private final Codec codec;
    private final int maxOpen;
    private final Map<Integer, FileChannel> channels = new LinkedHashMap<>(16, 0.75f, true);
    private final ConcurrentLinkedQueue<byte[]> idleBuffers = new ConcurrentLinkedQueue<>();

    PackReader(PackDirectory directory, Catalog catalog, Codec codec, int maxOpen) {
        this.directory = directory;
        this.catalog = catalog;
        this.codec = codec;
        this.maxOpen = maxOpen;
    }

    /**
     * Reads a chunk to the beginning of a buffer that is large enough.
     *
     * @throws UnsoundChunkException when the packs do not give back these bytes
     * @throws BlockKeyGoneException when it is sealed under a key that nobody has any more
     */
    void readChunk(ChunkId id, int rawBytes, byte[] into) throws IOException {
        byte[] idle = idleBuffers.poll();
        byte[] buffer = idle == null ? new byte[MAX_RECORD_BYTES] : idle;
        try {
            Found found = find(id, buffer);
            if (found.header.rawBytes() != rawBytes) {
                throw unsound(id, found.location, "it has " + found.header.rawBytes() + " bytes, not " + rawBytes);
            }
            unpack(id, found, into);
        } finally {
            idleBuffers.add(buffer);
        }
    }

    /** Reads a page or a root whole. */
    byte[] readWhole(ChunkId id) throws IOException {
        Found found = find(id, new byte[0]);
        if (!found.header.bounded()) {
            throw unsound(id, found.location, "its header contradicts itself");
        }
        byte[] raw = new byte[found.header.rawBytes()];
        unpack(id, found, raw);
        return raw;
    }

    /**
     * Reads a record as it lies in its pack, checked but still packed, to append it elsewhere. Of one that is sealed the
     * checksum is checked, which needs no key.
     */
    Codec.Packed readPacked(ChunkId id) throws IOException {
        Found found = find(id, new byte[0]);
        if (!codec.isSound(found.header, found.record, RecordHeader.BYTES)) {
            throw unsound(id, found.location, "its bytes do not have its hash");
        }
        return found.packed();
    }

    /** The same, its checksum alone checked, sealed or not: several times faster, and proof against what a disk does to it. */
    Codec.Packed readWritten(ChunkId id) throws IOException {
        Found found = find(id, new byte[0]);
        if (!Codec.isAsWritten(found.header, found.record, RecordHeader.BYTES)) {
            throw unsound(id, found.location, "its bytes do not have its checksum");
        }
        return found.packed();
    }

    private void unpack(ChunkId id, Found found, byte[] into) throws IOException {
        try {
            codec.unpack(found.header, found.record, RecordHeader.BYTES, into);
        } catch (BlockKeyGoneException e) {
            throw e;
        } catch (IOException e) {
            throw unsound(id, found.location, String.valueOf(e.getMessage()));
        }
    }

    /** A record as it lies in its pack: header and payload. */
    private static final class Found {
        final long location;
        final RecordHeader header;
        final byte[] record;

        Found(long location, RecordHeader header, byte[] record) {
            this.location = location;
            this.header = header;
            this.record = record;
        }

        Codec.Packed packed() {
            return new Codec.Packed(header, ByteBuffer.wrap(record, RecordHeader.BYTES, header.storedBytes()));
        }
    }

    private Found find(ChunkId id, byte[] buffer) throws IOException {
        long before = Location.NOWHERE;
        for (int i = 0; i < MAX_MOVES; i++) {
            long location = catalog.find(id);
            if (location == Location.NOWHERE) {
                throw new UnsoundChunkException(id, UnsoundChunkException.NO_PACK, "no pack has it");
            }
            try {
                byte[] record = readRecord(id, location, buffer);
                RecordHeader header = RecordHeader.read(ByteBuffer.wrap(record), 0);
                if (header == null || !header.id().equals(id) || header.recordBytes() > record.length) {
                    throw unsound(id, location, "no such record at byte " + Location.offset(location));
                }
                return new Found(location, header, record);
            } catch (NoSuchFileException e) {
                if (location == before && location == catalog.find(id)) {
                    throw unsound(id, location, "the file is gone");
                }
                before = location;
            } catch (ClosedByInterruptException e) {
                throw interrupted(e);
            } catch (ClosedChannelException e) {
                // Closed by another reader to keep few open, or because the pack is gone: look again.
                before = Location.NOWHERE;
            }
        }
        throw new IOException("Chunk " + id.hex() + " moves faster than it can be read");
    }

    private byte[] readRecord(ChunkId id, long location, byte[] buffer) throws IOException {
        int pack = Location.pack(location);
        FileChannel channel = channel(pack);
        long offset = Location.offset(location);
        long recordBytes = Location.recordBytes(location);
        if (!Location.hasLength(location)) {
            byte[] start = new byte[RecordHeader.BYTES];
            fill(channel, offset, start, start.length, id, location);
            RecordHeader header = RecordHeader.read(ByteBuffer.wrap(start), 0);
            recordBytes = header == null ? 0 : header.recordBytes();
        }
        if (recordBytes < RecordHeader.BYTES || recordBytes > channel.size() - offset) {
            throw unsound(id, location, "no whole record at byte " + offset);
        }
        byte[] record = buffer.length >= recordBytes ? buffer : new byte[Math.toIntExact(recordBytes)];
        fill(channel, offset, record, (int) recordBytes, id, location);
        return record;
    }

    private void fill(FileChannel channel, long offset, byte[] into, int length, ChunkId id, long location)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(into, 0, length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw unsound(id, location, "the pack ends before it does");
            }
        }
    }

    /** The length of a record in its pack. */
    long recordBytes(ChunkId id, long location) throws IOException {
        return Location.hasLength(location)
                ? Location.recordBytes(location)
                : find(id, new byte[0]).header.recordBytes();
    }

    private UnsoundChunkException unsound(ChunkId id, long location, String fault) {
        catalog.markDamaged(location);
        return new UnsoundChunkException(id, PackDirectory.name(Location.pack(location)), fault);
    }

    private static InterruptedIOException interrupted(ClosedByInterruptException cause) {
        InterruptedIOException interrupted = new InterruptedIOException("Interrupted while reading a pack");
        interrupted.initCause(cause);
        return interrupted;
    }

    private FileChannel channel(int pack) throws IOException {
        synchronized (channels) {
            FileChannel open = channels.get(pack);
            if (open != null && open.isOpen()) {
                return open;
            }
            FileChannel opened = directory.openToRead(pack);
            channels.put(pack, opened);
            if (channels.size() > maxOpen) {
                var eldest = channels.entrySet().iterator();
                eldest.next().getValue().close();
                eldest.remove();
            }
            return opened;
        }
    }

    /** Closes a pack that is about to be deleted. */
    void forget(int pack) throws IOException {
        synchronized (channels) {
            FileChannel open = channels.remove(pack);
            if (open != null) {
                open.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (channels) {
            for (FileChannel channel : channels.values()) {
                channel.close();
            }
            channels.clear();
        }
    }
}
