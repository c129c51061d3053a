package dev.origami.block.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** The answers to all requests that were read at once, sent with one gathering write. */
final class NbdReplies {
    private static final int HEADER_SPACE_BYTES = 32 << 10;
    private static final int STRUCTURED_HEADER_BYTES = 20;
    private static final int SIMPLE_HEADER_BYTES = 16;

    private final SocketChannel channel;
    private final boolean structured;
    private final int batchBytes;
    private final ByteBuffer headers = ByteBuffer.allocateDirect(HEADER_SPACE_BYTES);
    private final List<ByteBuffer> batch = new ArrayList<>();
    /** For bytes of which a disk has no view. Made when it is first asked for. */
    private ByteBuffer memory = ByteBuffer.allocateDirect(0);

    private long bytes;

    NbdReplies(SocketChannel channel, boolean structured, int batchBytes) {
        this.channel = channel;
        this.structured = structured;
        this.batchBytes = batchBytes;
    }

    /** Memory for an answer, until it is sent. */
    ByteBuffer take(int lengthBytes) {
        if (memory.remaining() < lengthBytes) {
            // What answers hold of the old one stays until they are sent. Clients that ask for little have little.
            memory = ByteBuffer.allocateDirect(Math.max(lengthBytes, Math.min(batchBytes, 2 * memory.capacity())));
        }
        ByteBuffer taken = memory.slice(memory.position(), lengthBytes);
        memory.position(memory.position() + lengthBytes);
        return taken;
    }

    /** The answer to a read. */
    void data(long cookie, long offset, ByteBuffer data) throws IOException {
        if (structured) {
            ByteBuffer header = chunk(NbdWire.CHUNK_OFFSET_DATA, cookie, Long.BYTES + data.remaining(), Long.BYTES);
            add(header.putLong(offset).flip());
        } else {
            add(simple(0, cookie));
        }
        add(data);
        flushWhenFull();
    }

    /** The answer to a command that has nothing to tell. */
    void done(long cookie) throws IOException {
        add(structured ? chunk(NbdWire.CHUNK_NONE, cookie, 0, 0).flip() : simple(0, cookie));
        flushWhenFull();
    }

    /** The answer to a command that failed. */
    void error(long cookie, int errno) throws IOException {
        if (structured) {
            int length = Integer.BYTES + Short.BYTES;
            add(chunk(NbdWire.CHUNK_ERROR, cookie, length, length)
                    .putInt(errno)
                    .putShort((short) 0)
                    .flip());
        } else {
            add(simple(errno, cookie));
        }
        flushWhenFull();
    }

    /** The answer about allocation: pairs of length and state. */
    void status(long cookie, int contextId, ByteBuffer extents) throws IOException {
        int length = Integer.BYTES + extents.remaining();
        add(chunk(NbdWire.CHUNK_BLOCK_STATUS, cookie, length, Integer.BYTES)
                .putInt(contextId)
                .flip());
        add(extents);
        flushWhenFull();
    }

    /** Sends what has been gathered. */
    void flush() throws IOException {
        ByteBuffer[] buffers = batch.toArray(ByteBuffer[]::new);
        int first = 0;
        while (first < buffers.length) {
            channel.write(buffers, first, buffers.length - first);
            while (first < buffers.length && !buffers[first].hasRemaining()) {
                first++;
            }
        }
        batch.clear();
        headers.clear();
        memory.clear();
        bytes = 0;
    }

    private void add(ByteBuffer buffer) {
        batch.add(buffer);
        bytes += buffer.remaining();
    }

    private void flushWhenFull() throws IOException {
        if (bytes >= batchBytes || headers.remaining() < 2 * STRUCTURED_HEADER_BYTES) {
            flush();
        }
    }

    private ByteBuffer simple(int errno, long cookie) {
        return header(SIMPLE_HEADER_BYTES)
                .putInt(NbdWire.SIMPLE_REPLY_MAGIC)
                .putInt(errno)
                .putLong(cookie)
                .flip();
    }

    private ByteBuffer chunk(int type, long cookie, int lengthBytes, int bodyInHeaderBytes) {
        return header(STRUCTURED_HEADER_BYTES + bodyInHeaderBytes)
                .putInt(NbdWire.STRUCTURED_REPLY_MAGIC)
                .putShort((short) NbdWire.CHUNK_FLAG_DONE)
                .putShort((short) type)
                .putLong(cookie)
                .putInt(lengthBytes);
    }

    private ByteBuffer header(int size) {
        ByteBuffer header = headers.slice(headers.position(), size);
        headers.position(headers.position() + size);
        return header;
    }
}
