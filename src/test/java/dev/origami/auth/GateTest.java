package dev.origami.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.account.AccessKey;
import dev.origami.api.Operation;
import dev.origami.api.OperationTable;
import dev.origami.api.Reply;
import dev.origami.api.StsApi;
import dev.origami.config.WireLimits;
import dev.origami.id.AccountId;
import dev.origami.protocol.Dispatcher;
import dev.origami.protocol.WireHeaders;
import dev.origami.protocol.WireReply;
import dev.origami.protocol.WireRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.ebs.model.PutSnapshotBlockRequest;
import software.amazon.awssdk.services.ebs.model.PutSnapshotBlockResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsResponse;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;
import software.amazon.awssdk.services.rbin.model.UpdateRuleRequest;
import software.amazon.awssdk.services.rbin.model.UpdateRuleResponse;

/** Every way in which a signature can be wrong, for each kind of service (source section 10.7). */
class GateTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final AccessKey KEY =
            new AccessKey("AKIAIOSFODNN7EXAMPLE", new AccountId("000000000042"), "se/cret+");
    private static final String CONTENT_HASH = "x-amz-content-sha256";

    private final Gate gate = Gate.signed(
            id -> id.equals(KEY.id()) ? Optional.of(KEY) : Optional.empty(),
            region -> region.name().equals("eu-west-1"),
            () -> NOW,
            WireLimits.defaults(),
            new Dispatcher(table(), WireLimits.defaults()));

    private static OperationTable table() {
        OperationTable table = new OperationTable();
        new StsApi().addTo(table);
        table.add(Operation.ec2("DescribeRegions", DescribeRegionsRequest::builder, (caller, request) -> {
                    assertThat(caller.account()).isEqualTo(KEY.account());
                    assertThat(caller.region().name()).isEqualTo("eu-west-1");
                    return DescribeRegionsResponse.builder().build();
                })
                .honours("RegionName"));
        table.add(Operation.ebsBlock(
                        "PutSnapshotBlock",
                        PutSnapshotBlockRequest::builder,
                        (caller, request, body) ->
                                Reply.of(PutSnapshotBlockResponse.builder().build()))
                .requires("SnapshotId", "BlockIndex"));
        table.add(Operation.kms(
                "ListKeys",
                ListKeysRequest::builder,
                (caller, request) -> ListKeysResponse.builder().build()));
        table.add(Operation.rbin(
                        "UpdateRule",
                        UpdateRuleRequest::builder,
                        (caller, request) -> UpdateRuleResponse.builder()
                                .identifier(request.identifier())
                                .build())
                .requires("Identifier"));
        return table;
    }

    /** A good request of each service. */
    private static SignedRequests request(String service, AccessKey key) {
        SignedRequests request = new SignedRequests(key, NOW);
        request.service = service;
        switch (service) {
            case "ec2" -> request.action("DescribeRegions", "2016-11-15");
            case "sts" -> request.action("GetCallerIdentity", "2011-06-15");
            case "ebs" -> {
                request.method = SdkHttpMethod.PUT;
                request.path = "/snapshots/snap-1/blocks/0";
                request.body = "block";
            }
            case "kms" -> {
                request.body = "{}";
                request.headers.put("X-Amz-Target", "TrentService.ListKeys");
            }
            case "rbin" -> {
                request.method = SdkHttpMethod.PATCH;
                request.path = "/rules/abcdefghijk";
                request.body = "{}";
            }
            default -> request.body = "{}";
        }
        return request;
    }

    private void expect(WireRequest request, int status, String code) {
        WireReply reply = gate.answer(request);
        String shown = reply.headers().getOrDefault("x-amzn-ErrorType", "")
                + reply.body().asUtf8String();
        assertThat(reply.status()).as(shown).isEqualTo(status);
        assertThat(shown).contains(code);
    }

    @ParameterizedTest
    @CsvSource({"ec2,200", "sts,200", "ebs,201", "kms,200", "rbin,200"})
    void goodSignaturesAreLetIn(String service, int status) {
        expect(request(service, KEY).signed(), status, "");
    }

    @Test
    void hardCharactersAreSignedAlike() {
        SignedRequests get = new SignedRequests(KEY, NOW);
        get.method = SdkHttpMethod.GET;
        get.query.put("Action", "DescribeRegions");
        get.query.put("Version", "2016-11-15");
        get.query.put("RegionName.1", "a b+c*~/%\u20ac&=\"");
        get.headers.put("X-Amz-Spaces", "  a   b  ");
        expect(get.signed(), 200, "");
        SignedRequests put = request("ebs", KEY);
        put.path = "/snapshots/snap%201%2F%C3%A4/blocks/0";
        expect(put.signed(), 201, "");
    }

    /** From the published test vectors of the signature's fourth version. */
    @Test
    void theKnownVectorIsReproduced() throws AuthFaultException {
        AccessKey key = new AccessKey("AKIDEXAMPLE", KEY.account(), "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        WireRequest request = new WireRequest(
                "id",
                "GET",
                "/",
                "",
                WireHeaders.of(List.of(
                        Map.entry("Host", "example.amazonaws.com"),
                        Map.entry("X-Amz-Date", "20150830T123600Z"),
                        Map.entry(
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                                        + " SignedHeaders=host;x-amz-date, Signature="
                                        + "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"))),
                SdkBytes.fromUtf8String(""));
        SignatureCheck check = new SignatureCheck(
                id -> Optional.of(key),
                region -> true,
                () -> Instant.parse("2015-08-30T12:40:00Z"),
                WireLimits.defaults());
        assertThat(check.caller(request).service()).isEqualTo("service");
    }

    @ParameterizedTest
    @CsvSource({
        "ec2,401,AuthFailure",
        "sts,403,InvalidClientTokenId",
        "ebs,400,UnrecognizedClientException",
        "kms,400,UnrecognizedClientException",
        "rbin,400,UnrecognizedClientException",
        "iam,403,InvalidClientTokenId"
    })
    void unknownKeys(String service, int status, String code) {
        AccessKey other = new AccessKey("AKIAUNKNOWN", KEY.account(), KEY.secret());
        expect(request(service, other).signed(), status, code);
    }

    @ParameterizedTest
    @CsvSource({
        "ec2,401,AuthFailure",
        "sts,403,SignatureDoesNotMatch",
        "ebs,400,InvalidSignatureException",
        "kms,400,InvalidSignatureException",
        "iam,403,SignatureDoesNotMatch"
    })
    void wrongSecrets(String service, int status, String code) {
        expect(request(service, new AccessKey(KEY.id(), KEY.account(), "other")).signed(), status, code);
    }

    @ParameterizedTest
    @CsvSource({"ec2,400,RequestExpired", "sts,403,SignatureDoesNotMatch", "ebs,400,InvalidSignatureException"})
    void clocksThatDiffer(String service, int status, String code) {
        for (Duration skew : List.of(Duration.ofMinutes(16), Duration.ofMinutes(-16), Duration.ofDays(-400))) {
            SignedRequests request = request(service, KEY);
            request.signedAt = NOW.plus(skew);
            expect(request.signed(), status, code);
        }
        for (Duration skew : List.of(Duration.ofMinutes(14), Duration.ofMinutes(-14))) {
            SignedRequests request = request(service, KEY);
            request.signedAt = NOW.plus(skew);
            assertThat(gate.answer(request.signed()).status()).isLessThan(300);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ec2,403,MissingAuthenticationToken",
        "sts,403,MissingAuthenticationToken",
        "ebs,403,MissingAuthenticationTokenException",
        "kms,403,MissingAuthenticationTokenException",
        "rbin,403,MissingAuthenticationTokenException"
    })
    void noSignatureAtAll(String service, int status, String code) {
        expect(SignedRequests.withHeader(request(service, KEY).signed(), "authorization", null), status, code);
    }

    @ParameterizedTest
    @CsvSource({"ec2,401,AuthFailure", "sts,403,InvalidClientTokenId", "ebs,400,UnrecognizedClientException"})
    void tokensOfSessionsThatWereNeverGiven(String service, int status, String code) {
        SignedRequests request = request(service, KEY);
        request.headers.put("X-Amz-Security-Token", "token");
        expect(request.signed(), status, code);
    }

    @ParameterizedTest
    @CsvSource({"ec2,401,AuthFailure", "sts,403,SignatureDoesNotMatch", "ebs,400,InvalidSignatureException"})
    void unknownRegions(String service, int status, String code) {
        SignedRequests request = request(service, KEY);
        request.region = "mars-north-1";
        expect(request.signed(), status, code);
        expect(request.signed(), status, "mars-north-1");
    }

    @Test
    void servicesThatAreNotHere() {
        expect(request("iam", KEY).signed(), 400, "<Code>UnsupportedOperation</Code>");
        SignedRequests json = request("organizations", KEY);
        json.headers.put("X-Amz-Target", "AWSOrganizationsV20161128.ListAccounts");
        expect(json.signed(), 400, "ValidationException");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic dXNlcjpwYXNz",
                "AWS4-HMAC-SHA256",
                "AWS4-HMAC-SHA256 Credential=a/20260301/eu-west-1/ec2/aws4_request",
                "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=00",
                "AWS4-HMAC-SHA256 Credential=a/20260301/eu-west-1/ec2/aws4, SignedHeaders=host, Signature=00",
                "AWS4-HMAC-SHA256 Credential=a/2026/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=00",
                "AWS4-HMAC-SHA256 Credential=a/20260301/eu-west-1/ec2/aws4_request, SignedHeaders=x;host, Signature=0",
                "AWS4-HMAC-SHA256 Credential=a/20260301/eu-west-1/ec2/aws4_request, SignedHeaders=Host, Signature=0",
                "AWS4-HMAC-SHA256 Credential=a/20260301/eu-west-1/ec2/aws4_request, SignedHeaders=, Signature=0",
                "AWS4-HMAC-SHA256 Credential=a/20260301/eu-west-1/ec2/aws4_request, SignedHeaders=a, SignedHeaders=b",
                "AWS4-HMAC-SHA256 ,,,",
                "AWS AKIA:c2lnbmF0dXJl"
            })
    void malformedHeaders(String authorization) {
        WireRequest ec2 = request("ec2", KEY).signed();
        expect(SignedRequests.withHeader(ec2, "authorization", authorization), 400, "IncompleteSignature");
        WireRequest sts = request("sts", KEY).signed();
        expect(SignedRequests.withHeader(sts, "authorization", authorization), 400, "IncompleteSignature");
    }

    @Test
    void whatIsNotSignedIsNotBelieved() {
        WireRequest good = request("ec2", KEY).signed();
        expect(SignedRequests.withHeader(good, "x-amz-extra", "1"), 400, "IncompleteSignature");
        expect(SignedRequests.withHeader(good, "x-amz-date", "20260301T120001Z"), 401, "AuthFailure");
        expect(SignedRequests.withHeader(good, "x-amz-date", "20260228T235959Z"), 401, "AuthFailure");
        expect(SignedRequests.withHeader(good, "x-amz-date", "yesterday"), 400, "IncompleteSignature");
        expect(SignedRequests.withHeader(good, "x-amz-date", "20260301"), 400, "IncompleteSignature");
        expect(SignedRequests.withHeader(good, "x-amz-date", null), 400, "IncompleteSignature");
        expect(SignedRequests.withHeader(good, "host", "localhost:4566"), 401, "AuthFailure");
        expect(SignedRequests.withBody(good, "Action=DescribeRegions&Version=2016-11-14"), 401, "AuthFailure");
        expect(SignedRequests.withTarget(good, "/", "DryRun=true"), 401, "AuthFailure");
        expect(SignedRequests.withTarget(good, "/x", ""), 401, "AuthFailure");
        String noHost = good.headers()
                .first("authorization")
                .orElseThrow()
                .replaceFirst("SignedHeaders=[^,]*", "SignedHeaders=x-amz-date");
        expect(SignedRequests.withHeader(good, "authorization", noHost), 400, "IncompleteSignature");
    }

    @Test
    void onlyABlockMayBeUnsigned() {
        SignedRequests block = request("ebs", KEY);
        block.unsignedBody = true;
        WireRequest request = block.signed();
        assertThat(request.headers().all(CONTENT_HASH)).containsExactly("UNSIGNED-PAYLOAD");
        expect(SignedRequests.withBody(request, "another block"), 201, "");

        SignedRequests ec2 = request("ec2", KEY);
        ec2.unsignedBody = true;
        expect(ec2.signed(), 401, "AuthFailure");
        SignedRequests start = request("ebs", KEY);
        start.unsignedBody = true;
        start.method = SdkHttpMethod.POST;
        start.path = "/snapshots";
        expect(start.signed(), 400, "InvalidSignatureException");
    }

    @Test
    void presignedRequests() {
        SignedRequests get = new SignedRequests(KEY, NOW.minus(Duration.ofMinutes(59)));
        get.method = SdkHttpMethod.GET;
        get.headers.clear();
        get.query.put("Action", "DescribeRegions");
        get.query.put("Version", "2016-11-15");
        WireRequest good = get.presigned(Duration.ofHours(1));
        expect(good, 200, "DescribeRegionsResponse");
        expect(SignedRequests.withTarget(good, "/", good.rawQuery() + "&DryRun=true"), 401, "AuthFailure");
        expect(get.presigned(Duration.ofMinutes(58)), 400, "RequestExpired");
        String tooLong = good.rawQuery().replaceFirst("X-Amz-Expires=[0-9]+", "X-Amz-Expires=604801");
        expect(SignedRequests.withTarget(good, "/", tooLong), 400, "IncompleteSignature");
        String none = good.rawQuery().replaceFirst("X-Amz-Expires=[0-9]+", "X-Amz-Expires=0");
        expect(SignedRequests.withTarget(good, "/", none), 400, "IncompleteSignature");
        String noDate = good.rawQuery().replaceFirst("X-Amz-Date=[^&]*", "X-Other=1");
        expect(SignedRequests.withTarget(good, "/", noDate), 400, "IncompleteSignature");
        expect(
                SignedRequests.withHeader(good, "authorization", "AWS4-HMAC-SHA256 Credential=x"),
                400,
                "IncompleteSignature");
        get.signedAt = NOW.plus(Duration.ofMinutes(16));
        expect(get.presigned(Duration.ofHours(1)), 400, "RequestExpired");
    }

    @Test
    void signaturesOfTheSecondVersionAreToldWhatIsWanted() {
        WireRequest good = request("ec2", KEY).signed();
        WireRequest old = SignedRequests.withTarget(
                SignedRequests.withHeader(good, "authorization", null),
                "/",
                "Action=DescribeRegions&AWSAccessKeyId=" + KEY.id()
                        + "&SignatureVersion=2&SignatureMethod=HmacSHA256&Signature=x");
        expect(old, 400, "IncompleteSignature");
        expect(old, 400, "AWS4-HMAC-SHA256");
    }

    @Test
    void aQueryThatCannotBeReadIsAnswered() {
        WireRequest good = request("ec2", KEY).signed();
        expect(SignedRequests.withTarget(good, "/", "a=%"), 400, "MalformedQueryString");
    }
}
