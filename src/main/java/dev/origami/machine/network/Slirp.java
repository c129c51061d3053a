package dev.origami.machine.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.config.GuestNetworkLimits;
import dev.origami.machine.network.NetworkRecord.Opened;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The control socket of a slirp4netns: opens and closes ports of the host. */
record Slirp(Path socket, GuestNetworkLimits limits) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Opens a port of the host; answers its number in slirp4netns, or nothing where the port cannot be had. */
    OptionalInt open(PortForward forward, String guestAddress) throws IOException, InterruptedException {
        ObjectNode arguments = JSON.createObjectNode()
                .put("proto", forward.protocol())
                .put("host_addr", forward.publicIp())
                .put("host_port", forward.hostPort())
                .put("guest_addr", guestAddress)
                .put("guest_port", forward.guestPort());
        JsonNode id = call("add_hostfwd", arguments).path("return").path("id");
        return id.isInt() ? OptionalInt.of(id.intValue()) : OptionalInt.empty();
    }

    void close(int id) throws IOException, InterruptedException {
        JsonNode _ = call("remove_hostfwd", JSON.createObjectNode().put("id", id));
    }

    /** The ports that are open for a guest. */
    List<Opened> opened(String guestAddress) throws IOException, InterruptedException {
        List<Opened> opened = new ArrayList<>();
        // Version 1.2.0 leaves out the "return" around it that its manual tells of.
        for (JsonNode entry : call("list_hostfwd", JSON.createObjectNode()).findPath("entries")) {
            if (entry.path("guest_addr").asText().equals(guestAddress)) {
                PortForward forward = new PortForward(
                        entry.path("proto").asText().startsWith("udp") ? "udp" : "tcp",
                        entry.path("host_addr").asText(),
                        entry.path("host_port").asInt(),
                        entry.path("guest_port").asInt());
                opened.add(new Opened(entry.path("id").asInt(), forward));
            }
        }
        return opened;
    }

    private JsonNode call(String word, ObjectNode arguments) throws IOException, InterruptedException {
        ObjectNode request = JSON.createObjectNode().put("execute", word).set("arguments", arguments);
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        // Such a socket has no time limit of its own; an interrupt closes it.
        Thread exchange = Thread.ofVirtual().start(() -> {
            try {
                answer.complete(exchange(JSON.writeValueAsBytes(request)));
            } catch (IOException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(limits.commandPatience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("slirp4netns does not answer at " + socket, e);
        } finally {
            exchange.interrupt();
        }
    }

    private JsonNode exchange(byte[] request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer bytes = ByteBuffer.wrap(request);
            while (bytes.hasRemaining()) {
                int _ = channel.write(bytes);
            }
            channel.shutdownOutput();
            return JSON.readTree(Channels.newInputStream(channel).readNBytes(limits.outputBytes()));
        }
    }
}
