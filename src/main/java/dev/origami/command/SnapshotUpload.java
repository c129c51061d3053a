package dev.origami.command;

import dev.origami.block.DiskDelta;
import dev.origami.block.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ebs.model.ChecksumAggregationMethod;
import software.amazon.awssdk.services.ebs.model.ChecksumAlgorithm;

/** Puts a disk into a new snapshot through EBS direct: in parallel, blocks of zeros left out. */
final class SnapshotUpload {
    private static final int BLOCK_BYTES = 512 * 1024;
    private static final long GIB = 1L << 30;
    private static final int PARALLEL = 8;

    private final EbsClient ebs;
    private final DiskDelta disk;
    private final NavigableMap<Long, Extent> extents = new TreeMap<>();

    SnapshotUpload(EbsClient ebs, DiskDelta disk) throws IOException {
        this.ebs = ebs;
        this.disk = disk;
        for (Extent extent : disk.changed()) {
            extents.put(extent.offset(), extent);
        }
    }

    /** The size of the volume that holds the disk. */
    int sizeGiB() {
        return Math.toIntExact((disk.sizeBytes() + GIB - 1) / GIB);
    }

    /** Sends everything; returns the id of the snapshot, which is complete or on its way to it. */
    String send(String description, ProgressLine progress) throws IOException, InterruptedException {
        String snapshot = ebs.startSnapshot(
                        request -> request.volumeSize((long) sizeGiB()).description(description))
                .snapshotId();
        SortedMap<Integer, byte[]> digests = new TreeMap<>();
        SortedMap<Integer, Future<byte[]>> underWay = new TreeMap<>();
        Semaphore room = new Semaphore(PARALLEL);
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int index : blocks()) {
                byte[] block = read(index);
                progress.to(Math.min((long) (index + 1) * BLOCK_BYTES, disk.sizeBytes()));
                if (isZero(block)) {
                    continue;
                }
                room.acquire();
                underWay.put(index, senders.submit(() -> {
                    try {
                        return put(snapshot, index, block);
                    } finally {
                        room.release();
                    }
                }));
            }
            for (var block : underWay.entrySet()) {
                digests.put(block.getKey(), result(block.getValue()));
            }
        }
        MessageDigest linear = sha256();
        digests.values().forEach(linear::update);
        ebs.completeSnapshot(request -> request.snapshotId(snapshot)
                .changedBlocksCount(digests.size())
                .checksum(Base64.getEncoder().encodeToString(linear.digest()))
                .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                .checksumAggregationMethod(ChecksumAggregationMethod.LINEAR));
        return snapshot;
    }

    private SortedSet<Integer> blocks() {
        SortedSet<Integer> blocks = new TreeSet<>();
        for (Extent extent : extents.values()) {
            long last = (extent.offset() + extent.lengthBytes() - 1) / BLOCK_BYTES;
            for (long index = extent.offset() / BLOCK_BYTES; index <= last; index++) {
                blocks.add(Math.toIntExact(index));
            }
        }
        return blocks;
    }

    /** A whole block; what the disk does not hold of it is zero. */
    private byte[] read(int index) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        long start = (long) index * BLOCK_BYTES;
        long end = Math.min(start + BLOCK_BYTES, disk.sizeBytes());
        Long first = extents.floorKey(start);
        for (Extent extent : extents.subMap(first == null ? start : first, end).values()) {
            long from = Math.max(start, extent.offset());
            long to = Math.min(end, extent.offset() + extent.lengthBytes());
            if (from < to) {
                disk.read(from, ByteBuffer.wrap(block, (int) (from - start), (int) (to - from)));
            }
        }
        return block;
    }

    private byte[] put(String snapshot, int index, byte[] block) {
        byte[] digest = sha256().digest(block);
        ebs.putSnapshotBlock(
                request -> request.snapshotId(snapshot)
                        .blockIndex(index)
                        .dataLength(BLOCK_BYTES)
                        .checksum(Base64.getEncoder().encodeToString(digest))
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                RequestBody.fromBytes(block));
        return digest;
    }

    private static byte[] result(Future<byte[]> block) throws IOException, InterruptedException {
        try {
            return block.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IOException(e.getCause());
        }
    }

    private static boolean isZero(byte[] block) {
        return block[0] == 0 && java.util.Arrays.equals(block, 0, block.length - 1, block, 1, block.length);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
