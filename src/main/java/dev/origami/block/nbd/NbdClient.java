package dev.origami.block.nbd;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Reads an export of another NBD server, such as QEMU's, with structured replies and what it tells of allocation. For
 * one thread at a time.
 */
public final class NbdClient implements AutoCloseable {
    /** The depth of allocation in a chain of overlays: 0 below all of them, 1 in the newest (QEMU's own context). */
    public static final String ALLOCATION_DEPTH = "qemu:allocation-depth";
    /** Holes and zeros, as the protocol itself defines them. */
    public static final String ALLOCATION = NbdWire.BASE_ALLOCATION;
    /** The bit of {@link #ALLOCATION} that says that a range reads as zeros. */
    public static final int ZERO = NbdWire.STATE_ZERO;

    private static final int INPUT_BYTES = 64 << 10;
    private static final int READ_BYTES = 1 << 20;
    /** Reads under way at once: one is read by the server while another is on its way. */
    private static final int READS_AHEAD = 4;

    private static final long STATUS_BYTES = 1L << 30;
    private static final int MAX_CHUNK_BYTES = 64 << 20;

    private final SocketChannel channel;
    private final NbdInput input;
    private final Map<String, Integer> contexts;
    private final long sizeBytes;
    private long nextCookie;

    private NbdClient(SocketChannel channel, NbdInput input, Map<String, Integer> contexts, long sizeBytes) {
        this.channel = channel;
        this.input = input;
        this.contexts = contexts;
        this.sizeBytes = sizeBytes;
    }

    /**
     * Connects, and asks for these metadata contexts.
     *
     * @throws NbdProtocolException if the server has no such export, context or structured replies
     */
    public static NbdClient connect(Path socket, String export, List<String> contexts) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            NbdInput input = new NbdInput(channel, INPUT_BYTES);
            NbdClientNegotiation negotiation = new NbdClientNegotiation(channel, input);
            negotiation.run(export, contexts);
            return new NbdClient(channel, input, negotiation.contexts(), negotiation.sizeBytes());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /** One range and what a context says of it. */
    public record Status(long offset, long lengthBytes, int state) {}

    /**
     * Tells what a context says of the first parts of a range, in order and without gaps: one at least. Ask again for
     * the rest.
     */
    public List<Status> status(String context, long offset, long lengthBytes) throws IOException {
        Integer id = contexts.get(context);
        if (id == null) {
            throw new IllegalArgumentException("Not asked for when the connection was made: " + context);
        }
        int ask = (int) Math.min(lengthBytes, STATUS_BYTES);
        List<Status> answer = new ArrayList<>();
        statusReply(request(NbdWire.CMD_BLOCK_STATUS, offset, ask), id, offset, offset + ask, answer);
        if (answer.isEmpty()) {
            throw new NbdProtocolException("the server told nothing of " + context);
        }
        return answer;
    }

    /** Fills {@code into} with the bytes from {@code offset} on. */
    public void read(long offset, ByteBuffer into) throws IOException {
        int length = into.remaining();
        int start = into.position();
        Deque<Long> cookies = new ArrayDeque<>();
        int asked = 0;
        int got = 0;
        while (got < length) {
            while (asked < length && cookies.size() < READS_AHEAD) {
                int step = Math.min(length - asked, READ_BYTES);
                cookies.add(request(NbdWire.CMD_READ, offset + asked, step));
                asked += step;
            }
            int step = Math.min(length - got, READ_BYTES);
            // QEMU's server may answer out of order; then the place in the buffer follows from the offset it names.
            readReply(cookies, offset, into.duplicate().position(start).limit(start + length));
            got += step;
        }
        if (!cookies.isEmpty()) {
            throw new NbdProtocolException("reads were left without an answer");
        }
        into.position(start + length);
    }

    private void statusReply(long cookie, int contextId, long from, long end, List<Status> answer) throws IOException {
        boolean last = false;
        while (!last) {
            Chunk chunk = chunk();
            last = chunk.last();
            if (chunk.cookie() != cookie) {
                throw new NbdProtocolException("a reply to no request of ours");
            }
            failOnError(chunk);
            ByteBuffer body = ByteBuffer.wrap(input.takeBytes(chunk.lengthBytes()));
            if (chunk.type() == NbdWire.CHUNK_BLOCK_STATUS && body.getInt() == contextId) {
                long at = from;
                while (body.remaining() >= 2 * Integer.BYTES && at < end) {
                    long length = Math.min(Integer.toUnsignedLong(body.getInt()), end - at);
                    int state = body.getInt();
                    if (length == 0) {
                        throw new NbdProtocolException("an extent without length");
                    }
                    answer.add(new Status(at, length, state));
                    at += length;
                }
            }
        }
    }

    /** Takes chunks until one of the reads under way is complete. */
    private void readReply(Deque<Long> cookies, long base, ByteBuffer whole) throws IOException {
        while (true) {
            Chunk chunk = chunk();
            if (!cookies.contains(chunk.cookie())) {
                throw new NbdProtocolException("a reply to no request of ours");
            }
            failOnError(chunk);
            switch (chunk.type()) {
                case NbdWire.CHUNK_OFFSET_DATA -> {
                    long at = input.takeLong() - base;
                    input.fill(part(whole, at, chunk.lengthBytes() - Long.BYTES));
                }
                case NbdWire.CHUNK_OFFSET_HOLE -> {
                    long at = input.takeLong() - base;
                    ByteBuffer hole = part(whole, at, input.takeInt());
                    while (hole.remaining() >= Long.BYTES) {
                        hole.putLong(0);
                    }
                    while (hole.hasRemaining()) {
                        hole.put((byte) 0);
                    }
                }
                default -> input.skip(chunk.lengthBytes());
            }
            if (chunk.last()) {
                cookies.remove(chunk.cookie());
                return;
            }
        }
    }

    private static ByteBuffer part(ByteBuffer whole, long at, int length) throws NbdProtocolException {
        if (at < 0 || length < 0 || at + length > whole.remaining()) {
            throw new NbdProtocolException("data that was not asked for");
        }
        return whole.slice(whole.position() + (int) at, length);
    }

    private record Chunk(boolean last, int type, long cookie, int lengthBytes) {}

    private Chunk chunk() throws IOException {
        if (input.takeInt() != NbdWire.STRUCTURED_REPLY_MAGIC) {
            throw new NbdProtocolException("not a structured reply");
        }
        boolean last = (input.takeShort() & NbdWire.CHUNK_FLAG_DONE) != 0;
        int type = input.takeShort();
        long cookie = input.takeLong();
        int length = input.takeInt();
        if (length < 0 || length > MAX_CHUNK_BYTES) {
            throw new NbdProtocolException("a chunk of " + length + " bytes");
        }
        return new Chunk(last, type, cookie, length);
    }

    private void failOnError(Chunk chunk) throws IOException {
        if (chunk.type() >= NbdWire.CHUNK_ERROR) {
            int errno = input.takeInt();
            input.skip(chunk.lengthBytes() - Integer.BYTES);
            // What is still under way would be taken for answers to later requests.
            channel.close();
            throw new IOException("The NBD server could not answer: error " + errno);
        }
    }

    private long request(int type, long offset, int length) throws IOException {
        long cookie = nextCookie++;
        send(ByteBuffer.allocate(NbdWire.REQUEST_BYTES)
                .putInt(NbdWire.REQUEST_MAGIC)
                .putShort((short) 0)
                .putShort((short) type)
                .putLong(cookie)
                .putLong(offset)
                .putInt(length));
        return cookie;
    }

    private void send(ByteBuffer buffer) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Hangs up; a server that serves one client ends. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
