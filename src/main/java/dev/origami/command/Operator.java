package dev.origami.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/** A command's side of the operator socket of the running service. */
final class Operator {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final DataDirectory.Address address;

    private Operator(DataDirectory.Address address) {
        this.address = address;
    }

    /** The service that runs on the directory; says how to start it when none does. */
    static Operator of(DataDirectory directory) throws CommandException {
        return find(directory)
                .orElseThrow(() -> new CommandException(
                        "no service runs with the data directory " + directory.path() + ". Start it: ./origami serve"));
    }

    /** The service that runs on the directory, if one does. */
    static Optional<Operator> find(DataDirectory directory) {
        try {
            Optional<Operator> operator = directory.address().map(Operator::new);
            if (operator.isPresent()) {
                operator.get().connect().close();
            }
            return operator;
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    String url() {
        return address.url();
    }

    static ObjectNode arguments() {
        return JSON.createObjectNode();
    }

    JsonNode call(String name, ObjectNode arguments) throws CommandException {
        return call(name, arguments, _ -> {});
    }

    /** Asks, and waits for the answer. Each progress is an object with {@code text}, {@code done} and {@code total}. */
    JsonNode call(String name, ObjectNode arguments, Consumer<JsonNode> progress) throws CommandException {
        try (SocketChannel channel = connect();
                BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
                Writer out = Channels.newWriter(channel, StandardCharsets.UTF_8)) {
            ObjectNode request = JSON.createObjectNode().put("call", name);
            request.set("arguments", arguments);
            out.write(request + "\n");
            out.flush();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode answer = JSON.readTree(line);
                if (answer.has("error")) {
                    throw new CommandException(answer.path("error").asText());
                }
                if (answer.has("result")) {
                    return answer.path("result");
                }
                progress.accept(answer.path("progress"));
            }
        } catch (IOException e) {
            throw new CommandException("the service does not answer (" + e.getMessage() + "). See its log.");
        }
        throw new CommandException("the service ended before it was done. Start it again: ./origami serve");
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            boolean _ = channel.connect(UnixDomainSocketAddress.of(address.operatorSocket()));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
