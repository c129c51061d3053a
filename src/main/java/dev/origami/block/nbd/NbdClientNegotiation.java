package dev.origami.block.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sets a connection to another server up: fixed newstyle, structured replies, and the contexts that are asked for. */
final class NbdClientNegotiation {
    private static final int MAX_OPTION_REPLY_BYTES = 64 << 10;

    private final SocketChannel channel;
    private final NbdInput input;
    private final Map<String, Integer> contexts = new HashMap<>();
    private long sizeBytes;

    NbdClientNegotiation(SocketChannel channel, NbdInput input) {
        this.channel = channel;
        this.input = input;
    }

    /** The contexts that were agreed on, and the numbers under which the server will tell them. */
    Map<String, Integer> contexts() {
        return Map.copyOf(contexts);
    }

    long sizeBytes() {
        return sizeBytes;
    }

    void run(String export, List<String> wanted) throws IOException {
        if (input.takeLong() != NbdWire.NBDMAGIC || input.takeLong() != NbdWire.IHAVEOPT) {
            throw new NbdProtocolException("not a newstyle NBD server");
        }
        int flags = input.takeShort();
        if ((flags & NbdWire.FLAG_FIXED_NEWSTYLE) == 0) {
            throw new NbdProtocolException("not a fixed newstyle NBD server");
        }
        int ours = NbdWire.FLAG_FIXED_NEWSTYLE | (flags & NbdWire.FLAG_NO_ZEROES);
        send(ByteBuffer.allocate(Integer.BYTES).putInt(ours));
        option(NbdWire.OPT_STRUCTURED_REPLY, ByteBuffer.allocate(0));
        finish(NbdWire.OPT_STRUCTURED_REPLY);
        byte[] name = export.getBytes(StandardCharsets.UTF_8);
        for (String context : wanted) {
            // Asked for one by one would forget the others: all go into one option.
            contexts.put(context, -1);
        }
        if (!wanted.isEmpty()) {
            chooseContexts(name, wanted);
        }
        option(
                NbdWire.OPT_GO,
                ByteBuffer.allocate(Integer.BYTES + name.length + Short.BYTES)
                        .putInt(name.length)
                        .put(name)
                        .putShort((short) 0)
                        .flip());
        finish(NbdWire.OPT_GO);
    }

    private void chooseContexts(byte[] name, List<String> wanted) throws IOException {
        int length = 2 * Integer.BYTES + name.length;
        for (String context : wanted) {
            length += Integer.BYTES + context.length();
        }
        ByteBuffer payload =
                ByteBuffer.allocate(length).putInt(name.length).put(name).putInt(wanted.size());
        for (String context : wanted) {
            payload.putInt(context.length()).put(context.getBytes(StandardCharsets.US_ASCII));
        }
        option(NbdWire.OPT_SET_META_CONTEXT, payload.flip());
        finish(NbdWire.OPT_SET_META_CONTEXT);
        for (String context : wanted) {
            if (contexts.getOrDefault(context, -1) == -1) {
                throw new NbdProtocolException("the server does not tell " + context);
            }
        }
    }

    /** Takes the replies to an option until its acknowledgement. */
    private void finish(int option) throws IOException {
        while (true) {
            if (input.takeLong() != NbdWire.OPTION_REPLY_MAGIC || input.takeInt() != option) {
                throw new NbdProtocolException("a reply to no option of ours");
            }
            int type = input.takeInt();
            int length = input.takeInt();
            if (length < 0 || length > MAX_OPTION_REPLY_BYTES) {
                throw new NbdProtocolException("an option reply of " + length + " bytes");
            }
            ByteBuffer payload = ByteBuffer.wrap(input.takeBytes(length));
            if (type < 0) {
                String text = StandardCharsets.UTF_8.decode(payload).toString();
                throw new NbdProtocolException("option " + option + " was refused: " + text);
            }
            switch (type) {
                case NbdWire.REP_ACK -> {
                    return;
                }
                case NbdWire.REP_META_CONTEXT -> {
                    int id = payload.getInt();
                    contexts.replace(StandardCharsets.UTF_8.decode(payload).toString(), id);
                }
                case NbdWire.REP_INFO -> {
                    if (payload.getShort() == NbdWire.INFO_EXPORT) {
                        sizeBytes = payload.getLong();
                    }
                }
                default -> {
                    // Descriptions and the like, which nobody asked for.
                }
            }
        }
    }

    private void option(int option, ByteBuffer payload) throws IOException {
        send(ByteBuffer.allocate(16 + payload.remaining())
                .putLong(NbdWire.IHAVEOPT)
                .putInt(option)
                .putInt(payload.remaining())
                .put(payload));
    }

    private void send(ByteBuffer buffer) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
