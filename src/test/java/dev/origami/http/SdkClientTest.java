package dev.origami.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.AccessKey;
import dev.origami.auth.SignedRequests;
import dev.origami.protocol.WireRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ebs.model.PutSnapshotBlockResponse;
import software.amazon.awssdk.services.ebs.model.ValidationException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;

/** The SDK's own clients against the front door. */
class SdkClientTest {
    @TempDir
    private Path directory;

    private TestFront door;
    private Ec2Client ec2;

    @BeforeEach
    void start() throws IOException {
        door = TestFront.signed(directory);
        ec2 = ec2(credentials(door.defaultKey()));
    }

    @AfterEach
    void stop() {
        ec2.close();
        door.close();
    }

    private static AwsCredentialsProvider credentials(AccessKey key) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret()));
    }

    private Ec2Client ec2(AwsCredentialsProvider credentials) {
        return Ec2Client.builder()
                .endpointOverride(door.front.origin())
                .region(Region.of(TestFront.REGION))
                .credentialsProvider(credentials)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    @Test
    void ec2Answers() {
        assertThat(ec2.describeRegions(r -> r.regionNames("a", "b & c")).regions())
                .extracting(software.amazon.awssdk.services.ec2.model.Region::regionName)
                .containsExactly("a", "b & c");
        ec2.createTags(r ->
                r.resources("i-1").tags(List.of(Tag.builder().key("k").value("").build())));
        assertThat(door.lastTags.get().tags())
                .containsExactly(Tag.builder().key("k").value("").build());
        assertThat(door.lastContext.get().comparable())
                .isEqualTo("CreateTags?ResourceId.1=i-1&Tag.1.Key=k&Tag.1.Value=");
    }

    @Test
    void ec2Refuses() {
        assertThatThrownBy(() -> ec2.describeRegions(r -> r.regionNames("refuse")))
                .asInstanceOf(InstanceOfAssertFactories.type(Ec2Exception.class))
                .satisfies(e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValue");
                    assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("refused <&>");
                    assertThat(e.requestId()).isNotBlank();
                    assertThat(e.statusCode()).isEqualTo(400);
                });
        assertCode(() -> ec2.describeRegions(r -> r.dryRun(true)), "DryRunOperation");
        assertCode(() -> ec2.describeImages(), "UnsupportedOperation");
        assertCode(
                () -> ec2.describeRegions(r ->
                        r.filters(List.of(Filter.builder().name("x").values("y").build()))),
                "UnsupportedOperation");
    }

    /** The server remembers a connection's headers, and a signature covers the case of their letters. */
    @Test
    void anEarlierRequestOfTheConnectionChangesNothing() throws IOException {
        AccessKey key = door.defaultKey();
        String lower = "AWS4-HMAC-SHA256 Credential=" + key.id().toLowerCase(Locale.ROOT);
        WireRequest signed = new SignedRequests(key, Instant.now())
                .to(door.front.origin())
                .action("DescribeRegions", "2016-11-15")
                .signed();
        StringBuilder headers = new StringBuilder();
        for (String name : signed.headers().names()) {
            if (!name.equals("host")) {
                headers.append(name + ": " + signed.headers().first(name).orElseThrow() + "\r\n");
            }
        }
        byte[] body = signed.body().asByteArray();
        headers.append("Content-Length: " + body.length + "\r\n");
        try (RawHttp http = new RawHttp(door.port())) {
            assertThat(http.request("GET /", "Authorization: " + lower + "\r\n", "")
                            .answer()
                            .status())
                    .isEqualTo(400);
            assertThat(http.request("POST /", headers.toString(), signed.body().asUtf8String())
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
    }

    private static void assertCode(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .asInstanceOf(InstanceOfAssertFactories.type(Ec2Exception.class))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }

    @Test
    void stsKnowsTheCaller() {
        AccessKey key = door.defaultKey();
        try (StsClient sts = sts(credentials(key))) {
            assertThat(sts.getCallerIdentity().account())
                    .isEqualTo(key.account().value());
            assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::" + key.account() + ":root");
        }
        try (StsClient sts = sts(credentials(new AccessKey(key.id(), key.account(), "wrong")))) {
            assertThatThrownBy(sts::getCallerIdentity)
                    .asInstanceOf(InstanceOfAssertFactories.type(StsException.class))
                    .satisfies(e -> {
                        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SignatureDoesNotMatch");
                        assertThat(e.requestId()).isNotBlank();
                    });
        }
    }

    private StsClient sts(AwsCredentialsProvider credentials) {
        return StsClient.builder()
                .endpointOverride(door.front.origin())
                .region(Region.of(TestFront.REGION))
                .credentialsProvider(credentials)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    @Test
    void ebsMovesBlocks() {
        try (EbsClient ebs = EbsClient.builder()
                .endpointOverride(door.front.origin())
                .region(Region.of(TestFront.REGION))
                .credentialsProvider(credentials(door.defaultKey()))
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            PutSnapshotBlockResponse put = ebs.putSnapshotBlock(
                    r -> r.snapshotId("snap-1")
                            .blockIndex(7)
                            .dataLength(524288)
                            .checksum("sum=")
                            .checksumAlgorithm("SHA256"),
                    RequestBody.fromBytes(new byte[524288]));
            assertThat(put.checksum()).isEqualTo("sum=");
            var got = ebs.getSnapshotBlockAsBytes(
                    r -> r.snapshotId("snap-1").blockIndex(0).blockToken("to/k+en=="));
            assertThat(got.asUtf8String()).isEqualTo("abc");
            assertThat(got.response().checksum()).isEqualTo("to/k+en==");
            assertThatThrownBy(() -> ebs.startSnapshot(r -> r.volumeSize(1L)))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining("StartSnapshot");
        }
    }
}
