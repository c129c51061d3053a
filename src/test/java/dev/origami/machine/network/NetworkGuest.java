package dev.origami.machine.network;

import dev.origami.guest.GuestShell;
import dev.origami.id.InstanceId;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A tiny guest in a network under test, with a metadata service that knows one answer. */
final class NetworkGuest implements AutoCloseable {
    /** What a guest says to hear which metadata it is given. */
    static final String ASK_METADATA =
            "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | timeout 10 nc 169.254.169.254 80 | tail -n 1";

    /** The same at the address of the API. */
    static final String ASK_API = ASK_METADATA.replace("169.254.169.254", ApiSockets.ADDRESS);

    final InstanceId id = InstanceId.create();
    final Nic nic;
    final Path metadataSocket;
    private final Path directory;
    private final ServerSocketChannel metadata;
    private final ServerSocketChannel api;
    private final List<Process> processes = new ArrayList<>();

    NetworkGuest(Path directory, Nic nic) throws IOException {
        this.directory = directory;
        this.nic = nic;
        this.metadataSocket = directory.resolve(id.value().substring(12) + ".md");
        this.metadata = serve(metadataSocket, "metadata of ");
        this.api = serve(apiSocket(directory, id), "api for ");
    }

    /** Where the API listens for a guest. */
    static Path apiSocket(Path directory, InstanceId id) {
        return directory.resolve(id.value().substring(12) + ".api");
    }

    /** These may come in, and anything may go out. */
    static FirewallRules open(FirewallRule... ingress) {
        return new FirewallRules(List.of(ingress), List.of(FirewallRule.EVERYTHING));
    }

    private ServerSocketChannel serve(Path socket, String answer) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Thread _ = Thread.ofVirtual().start(() -> serve(listener, answer + nic.privateIp()));
        return listener;
    }

    private static void serve(ServerSocketChannel listener, String answer) {
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        String head = HopLimit.STATUS_LINE + HopLimit.HEADER + ": 03\r\nContent-Length: " + body.length
                + "\r\nConnection: close\r\n\r\n";
        while (listener.isOpen()) {
            try (SocketChannel channel = listener.accept()) {
                int _ = channel.read(ByteBuffer.allocate(4096));
                int _ = channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.UTF_8)));
                int _ = channel.write(ByteBuffer.wrap(body));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // That one asker went away; the next may come.
            }
        }
    }

    /** Starts QEMU as the attachment says, after words of the test's own. */
    Process boot(List<String> before, Attachment attachment, Path disk, String... more) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(attachment.prefix());
        command.addAll(List.of("qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max,la57=off"));
        command.addAll(List.of("-machine", "q35", "-m", "192", "-nodefaults", "-no-user-config", "-display", "none"));
        command.addAll(List.of("-serial", "stdio"));
        command.addAll(List.of("-drive", "if=virtio,format=raw,snapshot=on,file=" + disk));
        command.addAll(attachment.arguments());
        command.addAll(List.of("-device", "virtio-net-pci,netdev=net0,romfile=,mac=" + nic.mac()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(id + ".console").toFile())
                .start();
        processes.add(process);
        return process;
    }

    GuestShell shell(int port) {
        return new GuestShell(nic.publicIp(), port);
    }

    @Override
    public void close() throws IOException {
        metadata.close();
        api.close();
        processes.forEach(process -> process.destroyForcibly());
    }
}
