package dev.origami.block.nbd;

import dev.origami.block.BlockCorruptedException;
import dev.origami.block.BlockKeyGoneException;
import dev.origami.config.NbdLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one connection, in order, until the client leaves. A fault that may pass is waited out; only
 * that data is damaged, or its key gone, is told to the guest.
 */
final class NbdTransmission {
    static final int ALLOCATION_CONTEXT_ID = 1;

    private static final Logger LOG = LoggerFactory.getLogger(NbdTransmission.class);
    private static final int EXTENT_BYTES = 8;

    private final NbdInput input;
    private final NbdReplies replies;
    private final NbdNegotiation.Agreed agreed;
    private final NbdLimits limits;
    private final CountDownLatch closing;

    NbdTransmission(
            NbdInput input,
            NbdReplies replies,
            NbdNegotiation.Agreed agreed,
            NbdLimits limits,
            CountDownLatch closing) {
        this.input = input;
        this.replies = replies;
        this.agreed = agreed;
        this.limits = limits;
        this.closing = closing;
    }

    void run() throws IOException, InterruptedException {
        while (input.await(NbdWire.REQUEST_BYTES)) {
            boolean more;
            do {
                more = request();
            } while (more && input.buffered() >= NbdWire.REQUEST_BYTES);
            replies.flush();
            if (!more) {
                return;
            }
        }
    }

    /** Answers one request; false when the client says goodbye. */
    private boolean request() throws IOException, InterruptedException {
        if (input.takeInt() != NbdWire.REQUEST_MAGIC) {
            throw new NbdProtocolException("a request without its magic number");
        }
        int flags = input.takeShort();
        int type = input.takeShort();
        long cookie = input.takeLong();
        long offset = input.takeLong();
        int length = input.takeInt();
        switch (type) {
            case NbdWire.CMD_READ -> read(cookie, offset, length);
            case NbdWire.CMD_DISC -> {
                return false;
            }
            case NbdWire.CMD_FLUSH -> replies.done(cookie);
            case NbdWire.CMD_CACHE -> cache(cookie, offset, length);
            case NbdWire.CMD_BLOCK_STATUS -> status(cookie, offset, length, flags);
            case NbdWire.CMD_WRITE -> {
                input.skip(Integer.toUnsignedLong(length));
                replies.error(cookie, NbdWire.EPERM);
            }
            case NbdWire.CMD_TRIM, NbdWire.CMD_WRITE_ZEROES -> replies.error(cookie, NbdWire.EPERM);
            default -> replies.error(cookie, NbdWire.EINVAL);
        }
        return true;
    }

    private void read(long cookie, long offset, int length) throws IOException, InterruptedException {
        if (length < 0 || length > limits.maxRequestBytes()) {
            replies.error(cookie, NbdWire.EOVERFLOW);
        } else if (length == 0 || !inside(offset, length)) {
            replies.error(cookie, NbdWire.EINVAL);
        } else {
            try {
                replies.data(cookie, offset, patiently(() -> agreed.disk().read(offset, length, replies::take)));
            } catch (BlockCorruptedException | BlockKeyGoneException e) {
                replies.error(cookie, NbdWire.EIO);
            }
        }
    }

    private void cache(long cookie, long offset, int lengthBytes) throws IOException, InterruptedException {
        long bytes = Integer.toUnsignedLong(lengthBytes);
        if (!inside(offset, bytes)) {
            replies.error(cookie, NbdWire.EINVAL);
            return;
        }
        ByteBuffer spare = ByteBuffer.allocateDirect((int) Math.min(bytes, limits.batchBytes()));
        try {
            for (long done = 0; done < bytes; ) {
                long at = offset + done;
                int step = (int) Math.min(bytes - done, limits.batchBytes());
                patiently(() ->
                        agreed.disk().read(at, step, length -> spare.clear().limit(length)));
                done += step;
            }
            replies.done(cookie);
        } catch (BlockCorruptedException | BlockKeyGoneException e) {
            replies.error(cookie, NbdWire.EIO);
        }
    }

    private void status(long cookie, long offset, int length, int flags) throws IOException, InterruptedException {
        long bytes = Integer.toUnsignedLong(length);
        if (!agreed.allocation() || bytes == 0 || !inside(offset, bytes)) {
            replies.error(cookie, NbdWire.EINVAL);
            return;
        }
        int most = (flags & NbdWire.CMD_FLAG_REQ_ONE) != 0 ? 1 : limits.maxStatusExtents();
        ByteBuffer extents = patiently(() -> extents(offset, bytes, most));
        replies.status(cookie, ALLOCATION_CONTEXT_ID, extents);
    }

    private ByteBuffer extents(long offset, long bytes, int most) throws IOException {
        ByteBuffer extents = ByteBuffer.allocate(Math.multiplyExact(most, EXTENT_BYTES));
        agreed.disk().allocation(offset, bytes, (extent, hole) -> {
            extents.putInt((int) extent).putInt(hole ? NbdWire.STATE_HOLE | NbdWire.STATE_ZERO : 0);
            return extents.hasRemaining();
        });
        return extents.flip();
    }

    private boolean inside(long offset, long bytes) {
        return offset >= 0 && offset <= agreed.disk().sizeBytes() - bytes;
    }

    /** A guest never sees a fault that may pass: it waits until the answer is there or the server closes. */
    private ByteBuffer patiently(Attempt attempt) throws IOException, InterruptedException {
        boolean told = false;
        while (true) {
            try {
                return attempt.run();
            } catch (BlockCorruptedException | BlockKeyGoneException e) {
                throw e;
            } catch (IOException e) {
                if (!told) {
                    LOG.warn("A disk export cannot be read now; its guest waits", e);
                    told = true;
                }
                // What is answered already must not wait along.
                replies.flush();
                if (closing.await(limits.retryPause().toNanos(), TimeUnit.NANOSECONDS)) {
                    throw e;
                }
            }
        }
    }

    private interface Attempt {
        ByteBuffer run() throws IOException;
    }
}
