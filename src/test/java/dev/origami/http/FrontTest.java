package dev.origami.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.http.RawHttp.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The front door, at the level of bytes. Any key is let in, so that nothing hides behind a refused signature. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrontTest {
    private static final String REGIONS = "Action=DescribeRegions&Version=2016-11-15";

    private TestFront door;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        door = TestFront.anyKey(directory);
    }

    @AfterAll
    void stop() {
        door.close();
    }

    private RawHttp connect() throws IOException {
        return new RawHttp(door.port());
    }

    private Answer post(String form) throws IOException {
        try (RawHttp http = connect()) {
            return http.post(form);
        }
    }

    @Test
    void answersInEc2sForm() throws IOException {
        Answer answer = post("Action=DescribeRegions&Version=2014-05-01&RegionName.1=%E2%82%AC+%26");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("text/xml;charset=UTF-8");
        assertThat(answer.header("date")).isNotEmpty();
        assertThat(answer.text())
                .isEqualTo("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        + "<DescribeRegionsResponse xmlns=\"http://ec2.amazonaws.com/doc/2014-05-01/\"><requestId>"
                        + answer.header("x-amzn-requestid")
                        + "</requestId><regionInfo><item><regionName>\u20ac &amp;</regionName></item></regionInfo>"
                        + "</DescribeRegionsResponse>");
    }

    @Test
    void emptyListsAndNothingToTellHaveTheirElements() throws IOException {
        assertThat(post(REGIONS).text()).contains("<regionInfo></regionInfo>");
        assertThat(post("Action=CreateTags&Version=2016-11-15&ResourceId.0=i-1&Tag.0.Key=k&Tag.0.Value=")
                        .text())
                .contains("</requestId><return>true</return>");
        assertThat(door.lastTags.get().resources()).containsExactly("i-1");
        assertThat(door.lastTags.get().tags().getFirst().value()).isEmpty();
    }

    @Test
    void refusesInEc2sForm() throws IOException {
        Answer answer = post(REGIONS + "&RegionName.1=refuse");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .endsWith("<Response><Errors><Error><Code>InvalidParameterValue</Code>"
                        + "<Message>refused &lt;&amp;&gt;</Message></Error></Errors><RequestID>"
                        + answer.header("x-amzn-requestid") + "</RequestID></Response>");
    }

    @Test
    void aFaultIsAnInternalErrorWithoutItsDetails() throws IOException {
        Answer answer = post(REGIONS + "&RegionName.1=fail");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains("InternalError").doesNotContain("asked to fail");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                   | MissingAction
            Version=2016-11-15                                   | MissingAction
            Action=DescribeRegions                               | MissingParameter
            Action=DescribeRegions&Version=2099-01-01            | NoSuchVersion
            Action=DescribeRegions&Version=x                     | NoSuchVersion
            Action=Nonsense&Version=2016-11-15                   | InvalidAction
            Action=DescribeImages&Version=2016-11-15             | UnsupportedOperation
            Action=DescribeRegions&Version=2016-11-15&Filter.1.Name=x&Filter.1.Value.1=y | UnsupportedOperation
            Action=DescribeRegions&Version=2016-11-15&AllRegions=maybe | InvalidParameterValue
            Action=DescribeRegions&Version=2016-11-15&AllRegions=1 | InvalidParameterValue
            Action=DescribeRegions&Version=2016-11-15&AllRegions=True&AllRegions=True | MalformedQueryString
            Action=DescribeRegions&Version=2016-11-15&RegionName=x | UnknownParameter
            Action=DescribeRegions&Version=2016-11-15&RegionName.x=x | UnknownParameter
            Action=DescribeRegions&Version=2016-11-15&RegionName.-1=x | UnknownParameter
            Action=DescribeRegions&Version=2016-11-15&RegionName.1.2=x | UnknownParameter
            Action=DescribeRegions&Version=2016-11-15&RegionName.1=a&RegionName.01=b | UnknownParameter
            Action=DescribeRegions&Version=2016-11-15&RegionName.99999999999=b | UnknownParameter
            Action=DescribeRegions&Version=2016-11-15&RegionName.member.1=b | UnknownParameter
            Action=DescribeRegions&Version=2016-11-15&RegionName.1=%zz | MalformedQueryString
            Action=DescribeRegions&Version=2016-11-15&RegionName.1=%4 | MalformedQueryString
            Action=DescribeRegions&Version=2016-11-15&RegionName.1=%ff | MalformedQueryString
            Action=DescribeRegions&Version=2016-11-15&a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q=1 | MalformedQueryString
            Action=CreateTags&Version=2016-11-15&Tag.1.Key=k     | MissingParameter
            Action=DescribeRegions&Version=2016-11-15&DryRun=TRUE | DryRunOperation
            Action=GetCallerIdentity&Version=2011-06-15          | -
            Action=Nonsense&Version=2011-06-15                   | InvalidAction
            Action=DescribeRegions&Version=2016-11-15&RegionName.999999999=x&RegionName.0=y&Unheard.Of=1 | -
            """)
    void queriesAndTheirErrors(String form, String code) throws IOException {
        Answer answer = post(form);
        if (code.equals("-")) {
            assertThat(answer.status()).isEqualTo(200);
        } else {
            assertThat(answer.status()).isBetween(400, 499);
            assertThat(answer.text()).contains("<Code>" + code + "</Code>");
        }
    }

    @Test
    void moreParametersThanAllowedAreRefused() throws IOException {
        StringBuilder form = new StringBuilder(REGIONS);
        for (int i = 0; i < 10_001; i++) {
            form.append("&x.").append(i).append("=1");
        }
        assertThat(post(form.toString()).text()).contains("MalformedQueryString");
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD /,405",
        "OPTIONS /,405",
        "OPTIONS *,400",
        "PUT /,405",
        "DELETE /,405",
        "PATCH /,405",
        "BREW /,405",
        "GET /x,400",
        "GET /snapshots/x,404",
        "PUT /snapshots/a/blocks/x,400",
        "GET /snapshots/a/blocks/0,400"
    })
    void otherMethodsAndPathsAreRefused(String line, int status) throws IOException {
        try (RawHttp http = connect()) {
            assertThat(http.request(line, "", "")
                            .answer(line.startsWith("HEAD"))
                            .status())
                    .isEqualTo(status);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example:PORT\r\n",
                "Host: 127.0.0.1\r\n",
                "Host: 127.0.0.1:1\r\n",
                "Host: 127.0.0.1:PORT\r\nOrigin: http://evil.example\r\n",
                "Host: 127.0.0.1:PORT\r\nOrigin: null\r\n",
                "Host: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:1\r\n",
                "Host: 127.0.0.1:PORT\r\nSec-Fetch-Site: cross-site\r\n",
                "Host: 127.0.0.1:PORT\r\nSec-Fetch-Site: same-site\r\n"
            })
    void pagesOfOthersAreRefused(String headers) throws IOException {
        try (RawHttp http = connect()) {
            http.send("GET /?" + REGIONS + " HTTP/1.1\r\n" + headers.replace("PORT", "" + door.port()) + "\r\n");
            assertThat(http.answer().status()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost:PORT\r\n",
                "Host: LOCALHOST:PORT\r\n",
                "Host: [::1]:PORT\r\n",
                "Host: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:PORT\r\nSec-Fetch-Site: same-origin\r\n",
                "Host: localhost:PORT\r\nSec-Fetch-Site: none\r\n"
            })
    void ownNamesAndPagesAreLetIn(String headers) throws IOException {
        try (RawHttp http = connect()) {
            http.send("GET /?" + REGIONS + " HTTP/1.1\r\n" + headers.replace("PORT", "" + door.port()) + "\r\n");
            assertThat(http.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyThatIsTooLongIsRefusedBeforeItIsSent() throws IOException {
        try (RawHttp http = connect()) {
            Answer answer = http.request("POST /", "Content-Length: 2000000000\r\nExpect: 100-continue\r\n", "")
                    .answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).contains("RequestEntityTooLarge");
            assertThat(http.rest()).isEmpty();
        }
    }

    @Test
    void aBodyThatMayBeSentIsAskedFor() throws IOException {
        try (RawHttp http = connect()) {
            http.request(
                    "POST /",
                    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + REGIONS.length()
                            + "\r\nExpect: 100-continue\r\n",
                    "");
            assertThat(http.answer().status()).isEqualTo(100);
            assertThat(http.send(REGIONS).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aChunkedBodyIsReadUpToTheLimit() throws IOException {
        try (RawHttp http = connect()) {
            String head = "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n";
            String chunk = Integer.toHexString(REGIONS.length()) + "\r\n" + REGIONS + "\r\n0\r\n\r\n";
            assertThat(http.request("POST /", head, chunk).answer().status()).isEqualTo(200);
            http.request("POST /", head, "");
            String mebibyte = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
            assertThat(http.send(mebibyte).send("1\r\nx\r\n").answer().status()).isEqualTo(413);
        }
    }

    @Test
    void connectionsAreKeptOrClosedAsAsked() throws IOException {
        try (RawHttp http = connect()) {
            assertThat(http.post(REGIONS).status()).isEqualTo(200);
            assertThat(http.post("Action=Nonsense&Version=2016-11-15").status()).isEqualTo(400);
            assertThat(http.request("GET /?" + REGIONS, "Connection: close\r\n", "")
                            .answer()
                            .header("connection"))
                    .isEqualTo("close");
            assertThat(http.rest()).isEmpty();
        }
    }

    @Test
    void longTextsAreCompressedWhenAskedFor() throws IOException {
        try (RawHttp http = connect()) {
            String line = "GET /?" + REGIONS + "&RegionName.1=long";
            Answer plain = http.request(line, "Accept-Encoding: identity, gzip;q=0\r\n", "")
                    .answer();
            assertThat(plain.header("content-encoding")).isEmpty();
            Answer small = http.request("GET /?" + REGIONS, "Accept-Encoding: gzip\r\n", "")
                    .answer();
            assertThat(small.header("content-encoding")).isEmpty();
            Answer packed =
                    http.request(line, "Accept-Encoding: deflate, gzip\r\n", "").answer();
            assertThat(packed.header("content-encoding")).isEqualTo("gzip");
            assertThat(packed.body().asByteArray().length).isLessThan(1000);
            String text = new String(
                    new GZIPInputStream(packed.body().asInputStream()).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).contains("x".repeat(5000));
        }
    }

    @Test
    void whatIsNoHttpIsRefused() throws IOException {
        for (String bytes : new String[] {
            "GET / HTTP/9.9\r\n\r\n",
            "nonsense\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked, x\r\n\r\n",
            "GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(20_000) + "\r\n\r\n",
            "GET /" + "y".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"
        }) {
            try (RawHttp http = connect()) {
                assertThat(http.send(bytes).end().rest())
                        .matches("(?s)(HTTP/1.1 [45][0-9][0-9] .*)?")
                        .doesNotContain("HTTP/1.1 500");
            }
        }
    }

    @Test
    void randomBytesNeitherBreakNorHangIt() throws IOException {
        Random random = new Random(11);
        String[] beginnings = {
            "",
            "POST / HTTP/1.1\r\n",
            "POST / HTTP/1.1\r\nHost: 127.0.0.1:" + door.port() + "\r\nContent-Length: 64\r\n\r\n"
        };
        for (int i = 0; i < 300; i++) {
            byte[] noise = new byte[random.nextInt(1, 200)];
            random.nextBytes(noise);
            try (RawHttp http = connect()) {
                String answer = http.send(beginnings[i % beginnings.length])
                        .send(noise)
                        .end()
                        .rest();
                assertThat(answer).doesNotContain("HTTP/1.1 5");
            } catch (java.net.SocketException e) {
                // It closed while the noise was still on its way.
                assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe|closed).*");
            }
        }
        assertThat(post(REGIONS).status()).isEqualTo(200);
    }

    @Test
    void aLongBodyThatIsSentAllTheSameIsAnsweredToo() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int mebibytes : new int[] {2, 8}) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(door.front.origin())
                                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[mebibytes << 20]))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(413);
            }
        }
    }

    @Test
    void javasOwnClientIsServed() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(door.front.origin() + "/?" + REGIONS))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }
}
