package dev.origami.block.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.block.DiskDelta;
import dev.origami.block.Extent;
import dev.origami.block.nbd.NbdClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a disk holds as QEMU reads it: the extents that one of its ways to tell of allocation names, widened to whole
 * pages, and their bytes. Extents are asked for as they are needed, so a much scattered disk takes no more memory than
 * another; a fault meanwhile is an {@link UncheckedIOException}.
 */
public final class QemuDisk implements DiskDelta {
    private static final long PAGE_BYTES = 4096;

    private final QemuNbd server;
    private final String context;
    private final IntPredicate present;
    private final long sizeBytes;

    private QemuDisk(QemuNbd server, String context, IntPredicate present, long sizeBytes) {
        this.server = server;
        this.context = context;
        this.present = present;
        this.sizeBytes = sizeBytes;
    }

    /**
     * Opens overlays, the newest on top, without what is under the oldest: exactly what was written since that was the
     * base, zeros that were written over the base's data included.
     *
     * @param node the overlays, the oldest of them without a backing
     * @param secret what opens them where they name {@link DiskTools#SECRET}; null where they do not
     */
    public static QemuDisk overlays(DiskTools tools, ObjectNode node, @Nullable String secret) throws IOException {
        return open(tools, node, secret, NbdClient.ALLOCATION_DEPTH, depth -> depth > 0);
    }

    /** Opens a whole disk: its data, and not what is known to be zero. */
    public static QemuDisk whole(DiskTools tools, ObjectNode node) throws IOException {
        return whole(tools, node, null);
    }

    /** The same of a disk that may be encrypted. */
    public static QemuDisk whole(DiskTools tools, ObjectNode node, @Nullable String secret) throws IOException {
        return open(tools, node, secret, NbdClient.ALLOCATION, state -> (state & NbdClient.ZERO) == 0);
    }

    private static QemuDisk open(
            DiskTools tools, ObjectNode node, @Nullable String secret, String context, IntPredicate present)
            throws IOException {
        QemuNbd server = QemuNbd.open(tools, node, secret, List.of(context));
        long pages = Math.ceilDiv(server.client().sizeBytes(), PAGE_BYTES);
        return new QemuDisk(server, context, present, pages * PAGE_BYTES);
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    /** The size before it was widened to whole pages. */
    public long exactSizeBytes() {
        return server.client().sizeBytes();
    }

    @Override
    public Iterable<Extent> changed() {
        return Extents::new;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        int there = Math.clamp(exactSizeBytes() - offset, 0, into.remaining());
        int limit = into.limit();
        server.client().read(offset, into.limit(into.position() + there));
        into.limit(limit);
        // The page that the disk ends in.
        while (into.hasRemaining()) {
            into.put((byte) 0);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private final class Extents implements Iterator<Extent> {
        private Iterator<NbdClient.Status> told = List.<NbdClient.Status>of().iterator();
        private long asked;
        private long given;
        private @Nullable Extent next = find();

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Extent next() {
            Extent extent = next;
            if (extent == null) {
                throw new NoSuchElementException();
            }
            next = find();
            return extent;
        }

        private @Nullable Extent find() {
            while (told.hasNext() || asked < exactSizeBytes()) {
                if (!told.hasNext()) {
                    ask();
                }
                NbdClient.Status status = told.next();
                asked = status.offset() + status.lengthBytes();
                // Ranges smaller than a page, as some formats have them, may meet in one page: it is given once.
                long start = Math.max(given, Math.floorDiv(status.offset(), PAGE_BYTES) * PAGE_BYTES);
                long end = Math.ceilDiv(asked, PAGE_BYTES) * PAGE_BYTES;
                if (present.test(status.state()) && start < end) {
                    given = end;
                    return new Extent(start, end - start);
                }
            }
            return null;
        }

        private void ask() {
            try {
                told = server.client()
                        .status(context, asked, exactSizeBytes() - asked)
                        .iterator();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
