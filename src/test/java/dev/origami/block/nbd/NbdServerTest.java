package dev.origami.block.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.block.tool.DiskToolException;
import dev.origami.block.tool.DiskTools;
import dev.origami.config.NbdLimits;
import dev.origami.config.ToolLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server read by QEMU's, libnbd's and our own client. */
@Timeout(120)
class NbdServerTest {
    private static final int SIZE_BYTES = 8 << 20;
    private static final NbdLimits LIMITS =
            new NbdLimits(4, 32 << 20, 64 << 10, 4096, 4 << 20, 16 << 10, 2 << 20, Duration.ofMillis(20));

    @TempDir
    private Path directory;

    private final MemoryDisk disk = new MemoryDisk(SIZE_BYTES, 7);
    private NbdServer server;
    private DiskTools tools;
    private Path socket;

    @BeforeEach
    void start() throws IOException {
        socket = directory.resolve("nbd");
        tools = new DiskTools(directory.resolve("t"), ToolLimits.defaults());
        server = NbdServer.start(socket, disk, LIMITS);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        tools.close();
    }

    private String uri() {
        return "nbd+unix:///" + MemoryDisk.ID.hex() + "?socket=" + socket;
    }

    @Test
    void onlyThisUserMayConnect() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
    }

    @Test
    void qemuReadsEveryByteAndSeesTheHoles() throws IOException {
        Path copy = directory.resolve("copy");
        tools.run(List.of("qemu-img", "convert", "-f", "raw", "-O", "raw", uri(), copy.toString()));
        assertThat(Files.readAllBytes(copy)).isEqualTo(disk.content);
        String map = tools.run(List.of("qemu-img", "map", "-f", "raw", "--output=json", uri()));
        assertThat(map.split("\"zero\": true", -1)).hasSize(SIZE_BYTES / MemoryDisk.PAGE_BYTES / 128 + 1);
    }

    @Test
    void libnbdReadsEveryByteOverManyConnections() throws IOException {
        Path copy = directory.resolve("copy");
        tools.run(List.of("nbdcopy", "--connections=3", "--requests=16", uri(), copy.toString()));
        assertThat(Files.readAllBytes(copy)).isEqualTo(disk.content);
        assertThat(tools.run(List.of("nbdinfo", "--list", "nbd+unix:///?socket=" + socket)))
                .contains(MemoryDisk.ID.hex())
                .contains("base:allocation");
        assertThat(tools.run(List.of("nbdinfo", "--can", "multi-conn", uri()))).isNotNull();
        assertThat(tools.run(List.of("nbdinfo", "--is", "read-only", uri()))).isNotNull();
    }

    @Test
    void unstructuredClientsReadToo() throws IOException {
        // Simple replies only, and the oldest way to choose an export.
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            ByteBuffer hello = exactly(channel, 18);
            assertThat(hello.getLong()).isEqualTo(NbdWire.NBDMAGIC);
            byte[] name = MemoryDisk.ID.hex().getBytes(StandardCharsets.US_ASCII);
            channel.write(ByteBuffer.allocate(20 + name.length)
                    .putInt(NbdWire.FLAG_FIXED_NEWSTYLE)
                    .putLong(NbdWire.IHAVEOPT)
                    .putInt(NbdWire.OPT_EXPORT_NAME)
                    .putInt(name.length)
                    .put(name)
                    .flip());
            assertThat(exactly(channel, 134).getLong()).isEqualTo(SIZE_BYTES);
            channel.write(request(NbdWire.CMD_READ, 1, 4096, 8192));
            channel.write(request(NbdWire.CMD_FLUSH, 2, 0, 0));
            channel.write(request(NbdWire.CMD_WRITE_ZEROES, 3, 0, 4096));
            ByteBuffer reply = exactly(channel, 16 + 8192 + 16 + 16);
            assertThat(reply.getInt()).isEqualTo(NbdWire.SIMPLE_REPLY_MAGIC);
            assertThat(reply.getInt()).isZero();
            assertThat(reply.getLong()).isEqualTo(1);
            byte[] data = new byte[8192];
            reply.get(data);
            assertThat(data).isEqualTo(Arrays.copyOfRange(disk.content, 4096, 4096 + 8192));
            assertThat(reply.getInt(16 + 8192 + 4)).isZero();
            assertThat(reply.getInt(16 + 8192 + 16 + 4)).isEqualTo(NbdWire.EPERM);
        }
    }

    @Test
    void ourClientReadsDataAndAllocation() throws IOException {
        try (NbdClient client = NbdClient.connect(socket, MemoryDisk.ID.hex(), List.of(NbdClient.ALLOCATION))) {
            assertThat(client.sizeBytes()).isEqualTo(SIZE_BYTES);
            ByteBuffer all = ByteBuffer.allocate(SIZE_BYTES);
            client.read(0, all);
            assertThat(all.array()).isEqualTo(disk.content);
            ByteBuffer odd = ByteBuffer.allocate(12345);
            client.read(777, odd);
            assertThat(odd.array()).isEqualTo(Arrays.copyOfRange(disk.content, 777, 777 + 12345));
            List<NbdClient.Status> statuses = client.status(NbdClient.ALLOCATION, 0, SIZE_BYTES);
            assertThat(statuses).hasSize(SIZE_BYTES / MemoryDisk.PAGE_BYTES / 64);
            assertThat(statuses.get(1).state() & NbdClient.ZERO).isNotZero();
        }
        assertThatThrownBy(() -> NbdClient.connect(socket, "nothing", List.of()))
                .isInstanceOf(NbdProtocolException.class);
    }

    @Test
    void aFaultThatPassesIsWaitedOut() throws IOException {
        disk.passingFaults.set(3);
        try (NbdClient client = NbdClient.connect(socket, MemoryDisk.ID.hex(), List.of())) {
            ByteBuffer page = ByteBuffer.allocate(4096);
            client.read(8192, page);
            assertThat(page.array()).isEqualTo(Arrays.copyOfRange(disk.content, 8192, 8192 + 4096));
        }
    }

    @Test
    void damagedDataFailsThatReadOnly() throws IOException {
        disk.damagedOffset = 4096;
        assertThatThrownBy(() -> tools.run(qemuIo("read 4k 4k")))
                .isInstanceOf(DiskToolException.class)
                .hasMessageContaining("failed");
        assertThat(tools.run(qemuIo("read 8k 4k"))).contains("read 4096/4096");
    }

    /** It does not wait for a key that will not come back. */
    @Test
    void dataWhoseKeyIsGoneFailsTheRead() throws IOException {
        disk.keyGone = true;
        assertThatThrownBy(() -> tools.run(qemuIo("read 4k 4k")))
                .isInstanceOf(DiskToolException.class)
                .hasMessageContaining("failed");
        disk.keyGone = false;
        assertThat(tools.run(qemuIo("read 4k 4k"))).contains("read 4096/4096");
    }

    @Test
    void malformedInputEndsItsOwnConnectionOnly() throws IOException {
        Random random = new Random(3);
        try (NbdClient client = NbdClient.connect(socket, MemoryDisk.ID.hex(), List.of())) {
            for (int round = 0; round < 200; round++) {
                byte[] noise = new byte[random.nextInt(200)];
                random.nextBytes(noise);
                ByteBuffer message = ByteBuffer.allocate(4 + 16 + noise.length);
                if (round % 2 == 0) {
                    message.putInt(3)
                            .putLong(NbdWire.IHAVEOPT)
                            .putInt(1 + random.nextInt(10))
                            .putInt(random.nextInt(4) == 0 ? random.nextInt() : noise.length);
                }
                exchange(message.put(noise).flip());
            }
            ByteBuffer page = ByteBuffer.allocate(4096);
            client.read(0, page);
            assertThat(page.array()).isEqualTo(Arrays.copyOf(disk.content, 4096));
        }
    }

    @Test
    void requestsOutsideOfTheDiskAreRefused() throws IOException {
        try (NbdClient client = NbdClient.connect(socket, MemoryDisk.ID.hex(), List.of())) {
            assertThatThrownBy(() -> client.read(SIZE_BYTES - 1, ByteBuffer.allocate(2)))
                    .hasMessageContaining("error " + NbdWire.EINVAL);
        }
        try (NbdClient client = NbdClient.connect(socket, MemoryDisk.ID.hex(), List.of())) {
            assertThatThrownBy(() -> client.read(-4096, ByteBuffer.allocate(4096)))
                    .hasMessageContaining("error " + NbdWire.EINVAL);
        }
    }

    @Test
    void oneConnectionTooManyIsClosedAndLaterServed() throws Exception {
        List<NbdClient> clients = new ArrayList<>();
        for (int i = 0; i < LIMITS.maxConnections(); i++) {
            clients.add(NbdClient.connect(socket, MemoryDisk.ID.hex(), List.of()));
        }
        assertThatThrownBy(() -> NbdClient.connect(socket, MemoryDisk.ID.hex(), List.of()))
                .isInstanceOf(IOException.class);
        for (NbdClient client : clients) {
            client.close();
        }
        // QEMU tries until it is let in.
        assertThat(tools.run(qemuIo("read 0 4k"))).contains("read 4096/4096");
    }

    @Test
    void aGuestWaitsWhileTheServerIsAway() throws Exception {
        disk.passingFaults.set(Integer.MAX_VALUE);
        CompletableFuture<String> reading = CompletableFuture.supplyAsync(() -> {
            try {
                return tools.run(qemuIo("read -P " + (disk.content[0] & 0xff) + " 0 1"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        // The first fault shows that QEMU is connected and its read is under way; then the server dies under it.
        assertThat(disk.faulted.await(60, TimeUnit.SECONDS)).isTrue();
        server.close();
        assertThat(reading).isNotDone();
        disk.passingFaults.set(0);
        server = NbdServer.start(socket, disk, LIMITS);
        assertThat(reading.get(60, TimeUnit.SECONDS)).contains("read 1/1").doesNotContain("failed");
    }

    private List<String> qemuIo(String command) {
        String node = "driver=nbd,server.type=unix,server.path=" + socket + ",export=" + MemoryDisk.ID.hex()
                + ",reconnect-delay=1000000,open-timeout=30";
        return List.of("qemu-io", "-r", "--image-opts", node, "-c", command);
    }

    private static ByteBuffer request(int type, long cookie, long offset, int length) {
        return ByteBuffer.allocate(NbdWire.REQUEST_BYTES)
                .putInt(NbdWire.REQUEST_MAGIC)
                .putShort((short) 0)
                .putShort((short) type)
                .putLong(cookie)
                .putLong(offset)
                .putInt(length)
                .flip();
    }

    private static ByteBuffer exactly(SocketChannel channel, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            assertThat(channel.read(buffer)).isPositive();
        }
        return buffer.flip();
    }

    /** Sends something and reads until the server hangs up. */
    private void exchange(ByteBuffer message) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(message);
            channel.shutdownOutput();
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            while (channel.read(buffer) >= 0) {
                buffer.clear();
            }
        } catch (IOException e) {
            // Hung up on with bytes unread, which is how noise is answered; any other fault fails the test.
            assertThat(e.getMessage()).containsAnyOf("reset", "Broken pipe");
        }
    }
}
