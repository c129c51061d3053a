package dev.origami.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.account.Caller;
import dev.origami.api.Operation;
import dev.origami.api.OperationTable;
import dev.origami.api.Service;
import dev.origami.config.WireLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AccountId;
import dev.origami.id.Region;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ebs.model.Block;
import software.amazon.awssdk.services.ebs.model.ListSnapshotBlocksRequest;
import software.amazon.awssdk.services.ebs.model.ListSnapshotBlocksResponse;
import software.amazon.awssdk.services.ebs.model.StartSnapshotRequest;
import software.amazon.awssdk.services.ebs.model.StartSnapshotResponse;
import software.amazon.awssdk.services.rbin.model.UntagResourceRequest;
import software.amazon.awssdk.services.rbin.model.UntagResourceResponse;

class RestJsonTest {
    private static final Caller CALLER = new Caller(new AccountId("000000000001"), new Region("eu-west-1"), "ebs");

    private final Dispatcher dispatcher = new Dispatcher(table(), WireLimits.defaults());

    private static OperationTable table() {
        OperationTable table = new OperationTable();
        table.add(Operation.ebs("StartSnapshot", StartSnapshotRequest::builder, (caller, request) -> start(request))
                .requires("VolumeSize")
                .honours("Description", "Tags.*", "Timeout")
                .harmless("Encrypted", "false"));
        table.add(Operation.ebs(
                        "ListSnapshotBlocks", ListSnapshotBlocksRequest::builder, (caller, request) -> list(request))
                .requires("SnapshotId")
                .honours("NextToken", "MaxResults", "StartingBlockIndex"));
        table.add(Operation.rbin("UntagResource", UntagResourceRequest::builder, (caller, request) -> {
                    assertThat(request.resourceArn()).isEqualTo("arn:aws:rbin:x:1:rule/y");
                    assertThat(request.tagKeys()).containsExactly("a b", "c");
                    return UntagResourceResponse.builder().build();
                })
                .requires("ResourceArn", "TagKeys"));
        return table;
    }

    private static StartSnapshotResponse start(StartSnapshotRequest request) {
        if ("missing".equals(request.description())) {
            throw new ApiException(ErrorCode.INVALID_SNAPSHOT_NOT_FOUND, "The snapshot 'x' does not exist.");
        }
        return StartSnapshotResponse.builder()
                .volumeSize(request.volumeSize())
                .startTime(Instant.parse("2026-01-31T00:00:00.250Z"))
                .tags(request.tags())
                .build();
    }

    private static ListSnapshotBlocksResponse list(ListSnapshotBlocksRequest request) {
        return ListSnapshotBlocksResponse.builder()
                .blocks(Block.builder()
                        .blockIndex(request.startingBlockIndex())
                        .blockToken(request.snapshotId() + "|" + request.nextToken())
                        .build())
                .build();
    }

    private WireReply send(String method, String path, String query, String body) {
        return send(Service.EBS, method, path, query, body);
    }

    private WireReply send(Service service, String method, String path, String query, String body) {
        WireRequest request =
                new WireRequest("id", method, path, query, WireHeaders.of(List.of()), SdkBytes.fromUtf8String(body));
        try {
            return dispatcher.dispatch(new Caller(CALLER.account(), CALLER.region(), service.scopeName()), request);
        } catch (ApiException e) {
            return dispatcher.refusal(service, request, e);
        }
    }

    @Test
    void membersTravelInBodyPathAndQuery() {
        WireReply started = send(
                "POST", "/snapshots", "", "{\"VolumeSize\":3,\"Tags\":[{\"Key\":\"a\",\"Value\":\"\"}],\"New\":[1]}");
        assertThat(started.status()).isEqualTo(201);
        assertThat(started.body().asUtf8String())
                .isEqualTo("{\"StartTime\":1769817600.250,\"VolumeSize\":3,\"Tags\":[{\"Key\":\"a\",\"Value\":\"\"}]}");
        WireReply listed = send("GET", "/snapshots/a%2Bb+c/blocks", "startingBlockIndex=7&pageToken=p%2Bq", "");
        assertThat(listed.status()).isEqualTo(200);
        assertThat(listed.body().asUtf8String())
                .isEqualTo("{\"Blocks\":[{\"BlockIndex\":7,\"BlockToken\":\"a+b+c|p+q\"}]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"VolumeSize":"3"}               | 400 | ValidationException       | INVALID_PARAMETER_VALUE
            {"VolumeSize":3.5}               | 400 | ValidationException       | INVALID_PARAMETER_VALUE
            {"VolumeSize":1e400}             | 400 | ValidationException       | INVALID_PARAMETER_VALUE
            {"VolumeSize":3,"VolumeSize":4}  | 400 | ValidationException       | INVALID_PARAMETER_VALUE
            {"VolumeSize":3,"Tags":{}}       | 400 | ValidationException       | INVALID_PARAMETER_VALUE
            {"VolumeSize":3,"Tags":[null]}   | 400 | ValidationException       | INVALID_PARAMETER_VALUE
            {"VolumeSize":3,"Encrypted":true} | 400 | ValidationException      | INVALID_PARAMETER_VALUE
            {"VolumeSize":                   | 400 | ValidationException       | INVALID_PARAMETER_VALUE
            []                               | 400 | ValidationException       | INVALID_PARAMETER_VALUE
            [[[[[[[[[[[[[[[[[[[[[[[[         | 400 | ValidationException       | INVALID_PARAMETER_VALUE
            {}                               | 400 | ValidationException       | INVALID_PARAMETER_VALUE
            {"VolumeSize":3,"Description":"missing"} | 404 | ResourceNotFoundException | SNAPSHOT_NOT_FOUND
            """)
    void badBodiesAreRefusedWithAReason(String body, int status, String type, String reason) {
        WireReply reply = send("POST", "/snapshots", "", body);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.headers()).containsEntry("x-amzn-ErrorType", type);
        assertThat(reply.body().asUtf8String()).contains("\"Reason\":\"" + reason + "\"");
    }

    @Test
    void harmlessValuesAndBadPathsAndUnknownOnes() {
        assertThat(send("POST", "/snapshots", "", "{\"VolumeSize\":3,\"Encrypted\":false}")
                        .status())
                .isEqualTo(201);
        assertThat(send("GET", "/snapshots/a/blocks", "maxResults=x", "").status())
                .isEqualTo(400);
        assertThat(send("GET", "/snapshots/%zz/blocks", "", "").status()).isEqualTo(400);
        WireReply unknown = send("GET", "/elsewhere", "", "");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.headers())
                .isEqualTo(Map.of(
                        "Content-Type", "application/json",
                        "x-amzn-RequestId", "id",
                        "x-amzn-ErrorType", "UnknownOperationException"));
    }

    @Test
    void aListTravelsInTheQueryAndAnAnswerMayHaveNoBody() {
        String path = "/tags/arn%3Aaws%3Arbin%3Ax%3A1%3Arule%2Fy";
        WireReply done = send(Service.RBIN, "DELETE", path, "tagKeys=a+b&tagKeys=c", "");
        assertThat(done.status()).isEqualTo(204);
        assertThat(done.body().asByteArray()).isEmpty();
        assertThat(done.headers()).containsOnlyKeys("x-amzn-RequestId");

        assertThat(send(Service.RBIN, "DELETE", path, "", "").status()).isEqualTo(400);
        // Where one value is meant, two are none.
        assertThat(send("GET", "/snapshots/a/blocks", "maxResults=1&maxResults=2", "")
                        .status())
                .isEqualTo(400);
        // Each service has its own paths.
        assertThat(send(Service.RBIN, "GET", "/snapshots/a/blocks", "", "").status())
                .isEqualTo(404);
        assertThat(send(Service.RBIN, "GET", "/rules/12345678901", "", "").status())
                .isEqualTo(400);
    }
}
