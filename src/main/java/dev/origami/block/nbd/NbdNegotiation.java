package dev.origami.block.nbd;

import dev.origami.config.NbdLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sets one connection up: fixed newstyle, until the client has chosen an export or gone away. */
final class NbdNegotiation {
    private static final int TRANSMISSION_FLAGS = NbdWire.TRANSMIT_HAS_FLAGS
            | NbdWire.TRANSMIT_READ_ONLY
            | NbdWire.TRANSMIT_SEND_FLUSH
            | NbdWire.TRANSMIT_SEND_DF
            | NbdWire.TRANSMIT_CAN_MULTI_CONN
            | NbdWire.TRANSMIT_SEND_CACHE;
    private static final int PREFERRED_BLOCK_BYTES = 4096;
    private static final int OLD_STYLE_PADDING_BYTES = 124;
    /** How many options a client may send; real ones send fewer than ten. */
    private static final int MAX_OPTIONS = 1024;

    private final SocketChannel channel;
    private final NbdInput input;
    private final NbdExports exports;
    private final NbdLimits limits;
    private boolean structured;
    private @Nullable String allocationOf;

    NbdNegotiation(SocketChannel channel, NbdInput input, NbdExports exports, NbdLimits limits) {
        this.channel = channel;
        this.input = input;
        this.exports = exports;
        this.limits = limits;
    }

    /** What was agreed: the disk, whether replies are structured, and whether the client may ask for allocation. */
    record Agreed(NbdDisk disk, boolean structured, boolean allocation) {}

    /** Runs until the client has chosen; empty if it left instead. */
    Optional<Agreed> run() throws IOException {
        send(ByteBuffer.allocate(18)
                .putLong(NbdWire.NBDMAGIC)
                .putLong(NbdWire.IHAVEOPT)
                .putShort((short) (NbdWire.FLAG_FIXED_NEWSTYLE | NbdWire.FLAG_NO_ZEROES)));
        if (!input.await(Integer.BYTES)) {
            return Optional.empty();
        }
        int clientFlags = input.takeInt();
        if ((clientFlags & ~(NbdWire.FLAG_FIXED_NEWSTYLE | NbdWire.FLAG_NO_ZEROES)) != 0) {
            throw new NbdProtocolException("unknown client flags " + clientFlags);
        }
        boolean padded = (clientFlags & NbdWire.FLAG_NO_ZEROES) == 0;
        for (int count = 0; count < MAX_OPTIONS && input.await(Long.BYTES); count++) {
            if (input.takeLong() != NbdWire.IHAVEOPT) {
                throw new NbdProtocolException("an option without its magic number");
            }
            int option = input.takeInt();
            int length = input.takeInt();
            if (length < 0 || length > limits.maxOptionBytes()) {
                throw new NbdProtocolException("an option of " + Integer.toUnsignedString(length) + " bytes");
            }
            ByteBuffer payload = ByteBuffer.wrap(input.takeBytes(length));
            if (option == NbdWire.OPT_ABORT) {
                reply(option, NbdWire.REP_ACK, ByteBuffer.allocate(0));
                return Optional.empty();
            }
            Optional<NbdDisk> chosen =
                    option == NbdWire.OPT_EXPORT_NAME ? exportName(payload, padded) : answer(option, payload);
            if (chosen.isPresent()) {
                NbdDisk disk = chosen.get();
                return Optional.of(new Agreed(disk, structured, allocationOf != null));
            }
        }
        return Optional.empty();
    }

    private Optional<NbdDisk> answer(int option, ByteBuffer payload) throws IOException {
        switch (option) {
            case NbdWire.OPT_LIST -> list(payload);
            case NbdWire.OPT_STRUCTURED_REPLY -> {
                if (payload.hasRemaining()) {
                    refuse(option, NbdWire.REP_ERR_INVALID);
                } else {
                    structured = true;
                    reply(option, NbdWire.REP_ACK, payload);
                }
            }
            case NbdWire.OPT_INFO, NbdWire.OPT_GO -> {
                return infoOrGo(option, payload);
            }
            case NbdWire.OPT_LIST_META_CONTEXT, NbdWire.OPT_SET_META_CONTEXT -> metaContext(option, payload);
            default -> refuse(option, NbdWire.REP_ERR_UNSUP);
        }
        return Optional.empty();
    }

    private Optional<NbdDisk> exportName(ByteBuffer payload, boolean padded) throws IOException {
        String name = StandardCharsets.UTF_8.decode(payload).toString();
        // This old option has no way to say no but to hang up.
        NbdDisk disk = exports.open(name)
                .orElseThrow(() -> new NbdProtocolException("a client asked for the unknown export " + name));
        try {
            keepAllocationOf(name);
            send(ByteBuffer.allocate(Long.BYTES + Short.BYTES + (padded ? OLD_STYLE_PADDING_BYTES : 0))
                    .putLong(disk.sizeBytes())
                    .putShort((short) TRANSMISSION_FLAGS)
                    .position(Long.BYTES + Short.BYTES + (padded ? OLD_STYLE_PADDING_BYTES : 0)));
        } catch (IOException | RuntimeException e) {
            disk.close();
            throw e;
        }
        return Optional.of(disk);
    }

    private void list(ByteBuffer payload) throws IOException {
        if (payload.hasRemaining()) {
            refuse(NbdWire.OPT_LIST, NbdWire.REP_ERR_INVALID);
            return;
        }
        for (String name : exports.names()) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            reply(
                    NbdWire.OPT_LIST,
                    NbdWire.REP_SERVER,
                    ByteBuffer.allocate(Integer.BYTES + bytes.length)
                            .putInt(bytes.length)
                            .put(bytes)
                            .flip());
        }
        reply(NbdWire.OPT_LIST, NbdWire.REP_ACK, payload);
    }

    private Optional<NbdDisk> infoOrGo(int option, ByteBuffer payload) throws IOException {
        Optional<String> name = takeName(payload);
        if (name.isEmpty() || payload.remaining() < Short.BYTES) {
            refuse(option, NbdWire.REP_ERR_INVALID);
            return Optional.empty();
        }
        int requests = Short.toUnsignedInt(payload.getShort());
        if (payload.remaining() != requests * Short.BYTES) {
            refuse(option, NbdWire.REP_ERR_INVALID);
            return Optional.empty();
        }
        Optional<NbdDisk> found = exports.open(name.get());
        if (found.isEmpty()) {
            refuse(option, NbdWire.REP_ERR_UNKNOWN);
            return Optional.empty();
        }
        NbdDisk disk = found.get();
        boolean keep = false;
        try {
            reply(
                    option,
                    NbdWire.REP_INFO,
                    ByteBuffer.allocate(12)
                            .putShort((short) NbdWire.INFO_EXPORT)
                            .putLong(disk.sizeBytes())
                            .putShort((short) TRANSMISSION_FLAGS)
                            .flip());
            reply(
                    option,
                    NbdWire.REP_INFO,
                    ByteBuffer.allocate(14)
                            .putShort((short) NbdWire.INFO_BLOCK_SIZE)
                            .putInt(1)
                            .putInt(PREFERRED_BLOCK_BYTES)
                            .putInt(limits.maxRequestBytes())
                            .flip());
            if (option == NbdWire.OPT_GO) {
                keepAllocationOf(name.get());
            }
            reply(option, NbdWire.REP_ACK, ByteBuffer.allocate(0));
            keep = option == NbdWire.OPT_GO;
        } finally {
            if (!keep) {
                disk.close();
            }
        }
        return keep ? Optional.of(disk) : Optional.empty();
    }

    /** Contexts count only for the export for which they were chosen. */
    private void keepAllocationOf(String name) {
        if (!name.equals(allocationOf)) {
            allocationOf = null;
        }
    }

    private void metaContext(int option, ByteBuffer payload) throws IOException {
        boolean set = option == NbdWire.OPT_SET_META_CONTEXT;
        if (set) {
            allocationOf = null;
        }
        Optional<String> name = takeName(payload);
        Optional<List<String>> queries = takeQueries(payload);
        if (name.isEmpty() || queries.isEmpty() || (set && !structured)) {
            refuse(option, NbdWire.REP_ERR_INVALID);
            return;
        }
        if (!known(name.get())) {
            refuse(option, NbdWire.REP_ERR_UNKNOWN);
            return;
        }
        List<String> asked = queries.get();
        boolean wanted =
                asked.contains(NbdWire.BASE_ALLOCATION) || (!set && (asked.isEmpty() || asked.contains("base:")));
        if (wanted) {
            byte[] context = NbdWire.BASE_ALLOCATION.getBytes(StandardCharsets.US_ASCII);
            reply(
                    option,
                    NbdWire.REP_META_CONTEXT,
                    ByteBuffer.allocate(Integer.BYTES + context.length)
                            .putInt(set ? NbdTransmission.ALLOCATION_CONTEXT_ID : 0)
                            .put(context)
                            .flip());
            if (set) {
                allocationOf = name.get();
            }
        }
        reply(option, NbdWire.REP_ACK, ByteBuffer.allocate(0));
    }

    private boolean known(String name) throws IOException {
        Optional<NbdDisk> disk = exports.open(name);
        disk.ifPresent(NbdDisk::close);
        return disk.isPresent();
    }

    private static Optional<String> takeName(ByteBuffer payload) {
        if (payload.remaining() < Integer.BYTES) {
            return Optional.empty();
        }
        int length = payload.getInt();
        if (length < 0 || length > NbdWire.MAX_NAME_BYTES || length > payload.remaining()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        payload.get(bytes);
        return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }

    private static Optional<List<String>> takeQueries(ByteBuffer payload) {
        if (payload.remaining() < Integer.BYTES) {
            return Optional.empty();
        }
        int count = payload.getInt();
        List<String> queries = new ArrayList<>();
        // The bytes that are there bound the loop, whatever the count says.
        for (int i = 0; i != count; i++) {
            Optional<String> query = takeName(payload);
            if (query.isEmpty()) {
                return Optional.empty();
            }
            queries.add(query.get());
        }
        return payload.hasRemaining() ? Optional.empty() : Optional.of(queries);
    }

    private void refuse(int option, int error) throws IOException {
        reply(option, error, ByteBuffer.allocate(0));
    }

    private void reply(int option, int type, ByteBuffer payload) throws IOException {
        send(ByteBuffer.allocate(20 + payload.remaining())
                .putLong(NbdWire.OPTION_REPLY_MAGIC)
                .putInt(option)
                .putInt(type)
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
