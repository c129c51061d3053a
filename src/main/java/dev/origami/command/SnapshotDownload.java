package dev.origami.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ebs.model.Block;
import software.amazon.awssdk.services.ebs.model.ListSnapshotBlocksResponse;

/** Reads a snapshot through EBS direct into a raw file: in parallel, sparse, and under its name only when whole. */
final class SnapshotDownload {
    private static final int BLOCK_BYTES = 512 * 1024;
    private static final int PARALLEL = 8;

    private final EbsClient ebs;
    private final String snapshot;

    SnapshotDownload(EbsClient ebs, String snapshot) {
        this.ebs = ebs;
        this.snapshot = snapshot;
    }

    void to(Path file, long lengthBytes, ProgressLine progress) throws IOException, InterruptedException {
        Path temporary = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (FileChannel out = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                fetchAll(out, lengthBytes, progress);
                if (out.size() < lengthBytes) {
                    int _ = out.write(ByteBuffer.allocate(1), lengthBytes - 1);
                }
                out.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            boolean _ = Files.deleteIfExists(temporary);
        }
    }

    private void fetchAll(FileChannel out, long lengthBytes, ProgressLine progress)
            throws IOException, InterruptedException {
        Semaphore room = new Semaphore(PARALLEL);
        List<Future<?>> fetches = new ArrayList<>();
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            String token = null;
            do {
                ListSnapshotBlocksResponse page = list(token);
                for (Block block : page.blocks()) {
                    room.acquire();
                    fetches.add(readers.submit(() -> {
                        try {
                            fetch(out, block, lengthBytes);
                            return null;
                        } finally {
                            room.release();
                        }
                    }));
                    progress.to(Math.min((block.blockIndex() + 1L) * BLOCK_BYTES, lengthBytes));
                }
                token = page.nextToken();
            } while (token != null);
            for (Future<?> fetch : fetches) {
                Object _ = fetch.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IOException(e.getCause());
        }
    }

    private ListSnapshotBlocksResponse list(@Nullable String token) {
        return ebs.listSnapshotBlocks(request -> request.snapshotId(snapshot).nextToken(token));
    }

    private void fetch(FileChannel out, Block block, long lengthBytes) throws IOException {
        ByteBuffer data = ebs.getSnapshotBlockAsBytes(request -> request.snapshotId(snapshot)
                        .blockIndex(block.blockIndex())
                        .blockToken(block.blockToken()))
                .asByteBuffer();
        long offset = (long) block.blockIndex() * BLOCK_BYTES;
        data.limit((int) Math.min(data.limit(), Math.max(0, lengthBytes - offset)));
        while (data.hasRemaining()) {
            offset += out.write(data, offset);
        }
    }
}
