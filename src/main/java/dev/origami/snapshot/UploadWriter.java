package dev.origami.snapshot;

import dev.origami.block.Durable;
import dev.origami.config.UploadLimits;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SnapshotId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the blocks of uploads. A block that {@link #put} returned for is durable, and so is the record of it; a block
 * that is put again never touches the bytes that were acknowledged before. Blocks that come at the same time share one
 * fdatasync and one transaction.
 */
public final class UploadWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UploadWriter.class);

    private final Database database;
    private final Uploads uploads;
    private final UploadLimits limits;
    private final BlockingQueue<Put> waiting;
    /** Of the uploads that had a block since the start; used by the writing thread alone. */
    private final Map<SnapshotId, UploadSlots> slots = new HashMap<>();

    private final Thread thread;
    private volatile boolean closed;

    /** A block on its way to the disk. A null content is zeros. */
    private record Put(
            SnapshotId snapshot,
            long index,
            String checksum,
            @Nullable ByteBuffer content,
            CompletableFuture<Boolean> done) {}

    public UploadWriter(Database database, Uploads uploads, UploadLimits limits) {
        this.database = database;
        this.uploads = uploads;
        this.limits = limits;
        this.waiting = new ArrayBlockingQueue<>(limits.waitingBlocks());
        this.thread = Thread.ofPlatform().name("upload-writer").daemon().start(this::run);
    }

    /**
     * Puts a block, and returns once it is durable.
     *
     * @param checksum the SHA-256 of the content in base64, checked
     * @param content a whole block, sealed where the snapshot is encrypted; null when it is zeros
     * @throws ApiException {@code ValidationException} with {@code INVALID_SNAPSHOT_ID} or
     *     {@code CONFLICTING_BLOCK_UPDATE}
     */
    public void put(SnapshotId snapshot, long index, String checksum, @Nullable ByteBuffer content)
            throws InterruptedException {
        Put put = new Put(snapshot, index, checksum, content, new CompletableFuture<>());
        while (!closed && !waiting.offer(put, 1, TimeUnit.SECONDS)) {
            // The disk is slow: the client waits.
        }
        if (closed) {
            boolean _ = put.done().completeExceptionally(new IllegalStateException("the service stops"));
        }
        try {
            boolean _ = put.done().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ApiException refusal) {
                throw new ApiException(refusal.code(), refusal.text());
            }
            throw new IllegalStateException("the block was not written", e.getCause());
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                Put first = waiting.poll(limits.expiryInterval().toMillis(), TimeUnit.MILLISECONDS);
                if (first == null) {
                    expire();
                } else {
                    List<Put> batch = new ArrayList<>(List.of(first));
                    int _ = waiting.drainTo(batch);
                    write(batch);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closed = true;
            } catch (IOException | RuntimeException e) {
                log.warn("uploads that nobody goes on with stay for now", e);
            }
        }
        List<Put> late = new ArrayList<>();
        int _ = waiting.drainTo(late);
        late.forEach(put -> put.done().completeExceptionally(new IllegalStateException("the service stops")));
    }

    private void expire() throws IOException {
        for (SnapshotId gone : database.write(uploads::expire)) {
            slots.remove(gone);
            Durable.remove(uploads.file(gone));
        }
    }

    /** All blocks of an upload together, or none of them; what fails one upload is none of the others' business. */
    private void write(List<Put> batch) {
        Map<Put, UploadedBlock> written = new LinkedHashMap<>();
        try {
            Map<SnapshotId, List<Put>> bySnapshot = new LinkedHashMap<>();
            withoutConflicts(batch)
                    .forEach(put -> bySnapshot
                            .computeIfAbsent(put.snapshot(), _ -> new ArrayList<>())
                            .add(put));
            for (var uploaded : bySnapshot.entrySet()) {
                written.putAll(writeBytes(uploaded.getKey(), uploaded.getValue()));
            }
            List<Put> refused = database.write(transaction -> record(transaction, written));
            refused.forEach(written::remove);
            written.keySet().forEach(put -> put.done().complete(true));
        } catch (RuntimeException e) {
            // Slots that were taken for nothing are found again from the records.
            slots.clear();
            batch.forEach(put -> put.done().completeExceptionally(e));
        }
    }

    /** Two contents for one block at the same time: the first one wins, the other is told. */
    private static List<Put> withoutConflicts(List<Put> batch) {
        Map<List<Object>, Put> first = new HashMap<>();
        List<Put> kept = new ArrayList<>();
        for (Put put : batch) {
            Put other = first.putIfAbsent(List.of(put.snapshot(), put.index()), put);
            if (other == null || other.checksum().equals(put.checksum())) {
                kept.add(put);
            } else {
                boolean _ = put.done()
                        .completeExceptionally(new ApiException(
                                ErrorCode.EBS_CONFLICTING_BLOCK_UPDATE,
                                "Block " + put.index() + " is being written with other content"));
            }
        }
        return kept;
    }

    /** The blocks that are durable now: all, or none when the upload's file cannot be written. */
    private Map<Put, UploadedBlock> writeBytes(SnapshotId snapshot, List<Put> puts) {
        try {
            return written(snapshot, puts);
        } catch (IOException | RuntimeException e) {
            // Slots that were taken for nothing are found again from the records.
            slots.remove(snapshot);
            puts.forEach(put -> put.done().completeExceptionally(e));
            return Map.of();
        }
    }

    private Map<Put, UploadedBlock> written(SnapshotId snapshot, List<Put> puts) throws IOException {
        Map<Put, UploadedBlock> written = new LinkedHashMap<>();
        UploadSlots free =
                slots.computeIfAbsent(snapshot, id -> new UploadSlots(database.read(sql -> uploads.blocks(sql, id))));
        Path path = uploads.file(snapshot);
        boolean fresh = Files.notExists(path);
        if (fresh) {
            Files.createDirectories(
                    Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file is in a directory"));
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            boolean dirty = false;
            for (Put put : puts) {
                ByteBuffer content = put.content();
                int slot = content == null ? UploadedBlock.ZEROS : free.take();
                if (content != null) {
                    writeFully(file, content.duplicate(), (long) slot * content.remaining());
                    dirty = true;
                }
                written.put(put, new UploadedBlock(put.index(), slot, put.checksum()));
            }
            if (dirty) {
                file.force(false);
            }
        }
        if (fresh) {
            Durable.name(path);
        }
        return written;
    }

    private static void writeFully(FileChannel file, ByteBuffer content, long position) throws IOException {
        long at = position;
        while (content.hasRemaining()) {
            at += file.write(content, at);
        }
    }

    /** Records what was written, and says which of it is not wanted any more. */
    private List<Put> record(Transaction transaction, Map<Put, UploadedBlock> written) {
        List<Put> refused = new ArrayList<>();
        for (var entry : written.entrySet()) {
            Put put = entry.getKey();
            UploadedBlock block = entry.getValue();
            UploadSlots slotsOfUpload = slots.get(put.snapshot());
            try {
                Upload _ = uploads.requireOpen(transaction.sql(), put.snapshot());
                uploads.block(transaction.sql(), put.snapshot(), put.index()).ifPresent(before -> {
                    if (slotsOfUpload != null) {
                        transaction.afterCommit(() -> slotsOfUpload.giveBack(before.slot()));
                    }
                });
                uploads.put(transaction, put.snapshot(), block);
            } catch (ApiException refusal) {
                refused.add(put);
                boolean _ = put.done().completeExceptionally(refusal);
            }
        }
        return refused;
    }
}
