package dev.origami.block.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** What arrives on a connection, buffered: it says what is there already without waiting for more. */
final class NbdInput {
    private final SocketChannel channel;
    private final ByteBuffer buffer;

    NbdInput(SocketChannel channel, int bufferBytes) {
        this.channel = channel;
        this.buffer = ByteBuffer.allocateDirect(bufferBytes).limit(0);
    }

    /** The bytes that can be taken without waiting. */
    int buffered() {
        return buffer.remaining();
    }

    /** Waits until so many bytes can be taken; false if the other side ended before the first of them. */
    boolean await(int bytes) throws IOException {
        if (buffer.remaining() >= bytes) {
            return true;
        }
        buffer.compact();
        try {
            while (buffer.position() < bytes) {
                if (channel.read(buffer) < 0) {
                    if (buffer.position() == 0) {
                        return false;
                    }
                    throw new EOFException("the NBD connection ended inside of a message");
                }
            }
        } finally {
            buffer.flip();
        }
        return true;
    }

    int takeInt() throws IOException {
        need(Integer.BYTES);
        return buffer.getInt();
    }

    int takeShort() throws IOException {
        need(Short.BYTES);
        return Short.toUnsignedInt(buffer.getShort());
    }

    long takeLong() throws IOException {
        need(Long.BYTES);
        return buffer.getLong();
    }

    byte[] takeBytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        fill(ByteBuffer.wrap(bytes));
        return bytes;
    }

    String takeText(int count) throws IOException {
        return new String(takeBytes(count), StandardCharsets.UTF_8);
    }

    /** Fills the rest of {@code into}, from the buffer and then straight from the connection. */
    void fill(ByteBuffer into) throws IOException {
        int ready = Math.min(buffer.remaining(), into.remaining());
        into.put(buffer.slice(buffer.position(), ready));
        buffer.position(buffer.position() + ready);
        while (into.hasRemaining()) {
            if (channel.read(into) < 0) {
                throw new EOFException("the NBD connection ended inside of a message");
            }
        }
    }

    void skip(long count) throws IOException {
        long left = count;
        while (left > 0) {
            need(1);
            int step = (int) Math.min(left, buffer.remaining());
            buffer.position(buffer.position() + step);
            left -= step;
        }
    }

    private void need(int bytes) throws IOException {
        if (!await(bytes)) {
            throw new EOFException("the NBD connection ended inside of a message");
        }
    }
}
