package dev.origami.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.auth.SignedRequests;
import dev.origami.config.GuestNetworkLimits;
import dev.origami.config.WireLimits;
import dev.origami.id.InstanceId;
import dev.origami.machine.network.ApiSockets;
import dev.origami.protocol.WireRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API as guests reach it, at the sockets that their networks lead to. */
class GuestFrontTest {
    private static final GuestNetworkLimits USUAL = GuestNetworkLimits.defaults();
    private static final String UNSIGNED =
            "GET /?Action=DescribeRegions&Version=2016-11-15 HTTP/1.1\r\nHost: " + ApiSockets.ADDRESS + "\r\n";
    private static final String LAST = "Connection: close\r\n\r\n";

    private final InstanceId first = InstanceId.create();
    private final InstanceId second = InstanceId.create();

    @TempDir
    private Path directory;

    private Path sockets;
    private TestFront door;
    private GuestFront guests;

    @BeforeEach
    void start() throws IOException {
        sockets = Files.createTempDirectory("guests");
        // As under --any-key, which holds for nobody in a guest.
        door = TestFront.anyKey(directory);
        guests = guests(USUAL.apiConnections(), USUAL.apiRequestsAtOnce());
    }

    private GuestFront guests(int connections, int atOnce) {
        GuestNetworkLimits limits = new GuestNetworkLimits(
                USUAL.forwards(),
                USUAL.portsOfRange(),
                USUAL.metadataConnections(),
                connections,
                1,
                atOnce,
                USUAL.leaseSeconds(),
                USUAL.commandPatience(),
                USUAL.outputBytes(),
                USUAL.endPatience(),
                USUAL.trial());
        return new GuestFront(sockets, InstantSource.system(), WireLimits.defaults(), limits);
    }

    @AfterEach
    void stop() throws IOException {
        guests.close();
        door.close();
    }

    private SocketChannel connect(InstanceId guest) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        var _ = channel.connect(UnixDomainSocketAddress.of(guests.of(guest).orElseThrow()));
        return channel;
    }

    private static void send(SocketChannel channel, String text) throws IOException {
        var _ = channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String rest(SocketChannel channel) throws IOException {
        return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private String ask(InstanceId guest, String request) throws IOException {
        try (SocketChannel channel = connect(guest)) {
            send(channel, request);
            return rest(channel);
        }
    }

    private String signed(String host) {
        WireRequest request = new SignedRequests(door.defaultKey(), Instant.now())
                .of("ec2", "GET", "/", "")
                .withQuery("Action", "DescribeRegions")
                .withQuery("Version", "2016-11-15")
                .withQuery("RegionName.1", "here")
                .to(URI.create("http://" + host))
                .presigned(Duration.ofMinutes(1));
        return "GET /?" + request.rawQuery() + " HTTP/1.1\r\nHost: " + host
                + "\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\n";
    }

    @Test
    void whoSignsIsAnsweredAndWhoDoesNotIsRefused() throws Exception {
        guests.open(first);
        guests.answer(door.signed);
        assertThat(ask(first, signed(ApiSockets.ADDRESS) + LAST))
                .startsWith("HTTP/1.1 200 ")
                .contains("<regionName>here</regionName>");
        assertThat(ask(first, UNSIGNED + LAST))
                .startsWith("HTTP/1.1 403 ")
                .contains("<Code>MissingAuthenticationToken</Code>");
        assertThat(ask(first, signed(ApiSockets.ADDRESS).replace("=here", "=there") + LAST))
                .startsWith("HTTP/1.1 401 ")
                .contains("<Code>AuthFailure</Code>");
        // A page that a browser in a guest shows, under a name of its own.
        assertThat(ask(first, signed("rebound.example") + LAST)).startsWith("HTTP/1.1 403 ");
        assertThat(ask(first, "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void whoComesBeforeItAnswersWaits() throws Exception {
        guests.open(first);
        guests.open(first);
        try (SocketChannel early = connect(first)) {
            send(early, UNSIGNED + LAST);
            guests.answer(door.signed);
            assertThat(rest(early)).startsWith("HTTP/1.1 403 ");
        }
        guests.open(second);
        assertThat(ask(second, UNSIGNED + LAST)).startsWith("HTTP/1.1 403 ");
        guests.close(first);
        assertThat(guests.of(first).orElseThrow()).doesNotExist();
        assertThatThrownBy(() -> connect(first)).isInstanceOf(IOException.class);
        assertThat(ask(second, UNSIGNED + LAST)).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aGuestThatHoldsAllItsConnectionsHoldsNobodyElses() throws Exception {
        guests.close();
        guests = guests(2, USUAL.apiRequestsAtOnce());
        guests.open(first);
        guests.open(second);
        guests.answer(door.signed);
        List<SocketChannel> idle = new ArrayList<>(List.of(connect(first), connect(first)));
        try (SocketChannel third = connect(first)) {
            for (SocketChannel each : idle) {
                send(each, UNSIGNED + "\r\n");
                assertThat(each.read(ByteBuffer.allocate(8))).isPositive();
            }
            CompletableFuture<String> waiting = new CompletableFuture<>();
            Thread _ = Thread.ofVirtual().start(() -> {
                try {
                    send(third, UNSIGNED + LAST);
                    waiting.complete(rest(third));
                } catch (IOException e) {
                    waiting.completeExceptionally(e);
                }
            });
            assertThat(ask(second, UNSIGNED + LAST)).startsWith("HTTP/1.1 403 ");
            assertThat(waiting).isNotDone();
            idle.removeLast().close();
            assertThat(waiting.get(20, TimeUnit.SECONDS)).startsWith("HTTP/1.1 403 ");
        } finally {
            idle.forEach(GuestFrontTest::closeQuietly);
        }
    }

    @Test
    void aGuestThatAsksTooFastWaitsAndNobodyElseDoes() throws Exception {
        guests.close();
        guests = guests(USUAL.apiConnections(), 3);
        guests.open(first);
        guests.open(second);
        guests.answer(door.signed);
        int asked = 12;
        long start = System.nanoTime();
        String all = ask(first, (UNSIGNED + "\r\n").repeat(asked - 1) + UNSIGNED + LAST);
        assertThat(all.split("HTTP/1.1 403 ", -1)).hasSize(asked + 1);
        // One each tenth of a second after the first three; an early refill may spare it one of them.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(700));
        assertThat(ask(second, UNSIGNED + LAST)).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aGuestThatReadsNothingIsOne() throws Exception {
        guests.open(first);
        guests.open(second);
        guests.answer(door.signed);
        try (SocketChannel deaf = connect(first)) {
            var _ = deaf.configureBlocking(false);
            ByteArrayOutputStream flood = new ByteArrayOutputStream();
            flood.writeBytes((UNSIGNED + "\r\n").repeat(100).getBytes(StandardCharsets.ISO_8859_1));
            for (int round = 0; round < 20; round++) {
                var _ = deaf.write(ByteBuffer.wrap(flood.toByteArray()));
            }
            assertThat(ask(second, UNSIGNED + LAST)).startsWith("HTTP/1.1 403 ");
            assertThat(ask(first, UNSIGNED + LAST)).startsWith("HTTP/1.1 403 ");
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
