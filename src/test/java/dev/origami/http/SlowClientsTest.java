package dev.origami.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.config.WireLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take their time, against a server with little patience. */
@Timeout(60)
class SlowClientsTest {
    private static final int PACE_MILLIS = 50;
    private static final String QUERY = "Action=DescribeRegions&Version=2016-11-15";

    private TestFront door;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        WireLimits usual = WireLimits.defaults();
        WireLimits hasty = new WireLimits(
                usual.bodyBytes(),
                usual.bodyBytesInFlight(),
                Duration.ofMillis(400),
                usual.headerBytes(),
                3,
                Duration.ofMillis(600),
                usual.pressedIdleTime(),
                usual.responseBytesPerSecond(),
                usual.stopTime(),
                usual.gzipFromBytes(),
                usual.parameters(),
                usual.depth(),
                usual.shownCharacters(),
                usual.clockSkew(),
                usual.presignedTime());
        door = TestFront.anyKey(directory, InstantSource.system(), hasty);
    }

    @AfterEach
    void stop() {
        door.close();
    }

    /** Sends the beginning, and then one byte at a time until the server answers or closes; returns the first line. */
    private String dribble(String beginning) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            socket.setSoTimeout(PACE_MILLIS);
            socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
            while (true) {
                try {
                    byte[] answer = socket.getInputStream().readNBytes(12);
                    return new String(answer, StandardCharsets.US_ASCII);
                } catch (SocketTimeoutException e) {
                    socket.getOutputStream().write('x');
                }
            }
        } catch (java.net.SocketException e) {
            return "";
        }
    }

    @Test
    void aDribbledBodyTimesOut() throws IOException {
        String head = "POST / HTTP/1.1\r\nHost: 127.0.0.1:" + door.port() + "\r\nContent-Length: 500\r\n\r\n";
        assertThat(dribble(head)).isEqualTo("HTTP/1.1 408");
    }

    @Test
    void aBodyThatDoesNotComeTimesOut() throws IOException {
        try (RawHttp http = new RawHttp(door.port())) {
            assertThat(http.request("POST /", "Content-Length: 500\r\n", "Action=")
                            .answer()
                            .status())
                    .isEqualTo(408);
        }
    }

    @Test
    void dribbledHeadersAreCutOff() throws IOException {
        assertThat(dribble("POST / HTTP/1.1\r\nX: ")).isEmpty();
    }

    @Test
    void aSilentConnectionIsClosed() throws IOException {
        try (RawHttp http = new RawHttp(door.port())) {
            assertThat(http.rest()).isEmpty();
        }
        try (RawHttp http = new RawHttp(door.port())) {
            assertThat(http.post(QUERY).status()).isEqualTo(200);
            assertThat(http.rest()).isEmpty();
        }
    }

    @Test
    void anOperationMayTakeLongerThanAConnectionMayBeSilent() throws IOException {
        try (RawHttp http = new RawHttp(door.port())) {
            assertThat(http.post(QUERY + "&RegionName.1=wait").status()).isEqualTo(200);
            assertThat(http.post(QUERY).status()).isEqualTo(200);
        }
    }

    @Test
    void moreConnectionsThanAllowedWaitTheirTurn() throws IOException {
        try (RawHttp a = new RawHttp(door.port());
                RawHttp b = new RawHttp(door.port());
                RawHttp c = new RawHttp(door.port());
                RawHttp late = new RawHttp(door.port())) {
            for (RawHttp early : new RawHttp[] {a, b, c}) {
                assertThat(early.post(QUERY).status()).isEqualTo(200);
            }
            assertThat(late.post(QUERY).status()).isEqualTo(200);
        }
    }

    @Test
    void runningRequestsEndWhenTheServerStops() throws Exception {
        try (RawHttp http = new RawHttp(door.port())) {
            http.request("GET /?" + QUERY + "&RegionName.1=wait", "", "");
            door.waiting.acquire();
            door.front.close();
            assertThat(http.answer().status()).isEqualTo(200);
        }
    }
}
