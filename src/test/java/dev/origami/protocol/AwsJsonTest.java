package dev.origami.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.account.Caller;
import dev.origami.api.Operation;
import dev.origami.api.OperationTable;
import dev.origami.api.RequestContext;
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
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.CreateGrantResponse;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.GrantListEntry;
import software.amazon.awssdk.services.kms.model.ListGrantsRequest;
import software.amazon.awssdk.services.kms.model.ListGrantsResponse;

/** AWS JSON 1.1, as KMS speaks it. */
class AwsJsonTest {
    private static final Caller CALLER = new Caller(new AccountId("000000000001"), new Region("eu-west-1"), "kms");
    private static final Instant TIME = Instant.parse("2026-01-31T00:00:00.250Z");

    private final Dispatcher dispatcher = new Dispatcher(table(), WireLimits.defaults());

    private static OperationTable table() {
        OperationTable table = new OperationTable();
        table.add(Operation.kms("Encrypt", EncryptRequest::builder, (caller, request) -> encrypt(request))
                .requires("KeyId", "Plaintext")
                .honours("EncryptionContext")
                .harmless("EncryptionAlgorithm", "SYMMETRIC_DEFAULT"));
        table.add(Operation.kms("CreateGrant", CreateGrantRequest::builder, (caller, request) -> grant(request))
                .honours("Constraints.*", "Operations"));
        table.add(Operation.kms("ListGrants", ListGrantsRequest::builder, (caller, request) -> list()));
        return table;
    }

    private static EncryptResponse encrypt(EncryptRequest request) {
        String said = RequestContext.current().comparable();
        return EncryptResponse.builder()
                .keyId(said)
                .ciphertextBlob(request.plaintext())
                .build();
    }

    private static CreateGrantResponse grant(CreateGrantRequest request) {
        return CreateGrantResponse.builder()
                .grantId(request.constraints().encryptionContextSubset() + " " + request.operationsAsStrings())
                .build();
    }

    private static ListGrantsResponse list() {
        return ListGrantsResponse.builder()
                .grants(GrantListEntry.builder()
                        .creationDate(TIME)
                        .constraints(constraints -> constraints.encryptionContextEquals(Map.of("a", "b")))
                        .build())
                .truncated(false)
                .build();
    }

    private WireReply send(String method, String path, String target, String body) {
        WireRequest request = new WireRequest(
                "id",
                method,
                path,
                "",
                WireHeaders.of(Map.of("X-Amz-Target", target).entrySet()),
                SdkBytes.fromUtf8String(body));
        try {
            return dispatcher.dispatch(CALLER, request);
        } catch (ApiException e) {
            return dispatcher.refusal(Service.KMS, request, e);
        }
    }

    private WireReply send(String operation, String body) {
        return send("POST", "/", "TrentService." + operation, body);
    }

    @Test
    void membersTravelInTheBodyMapsAndBytesAmongThem() {
        WireReply reply = send(
                "Encrypt",
                "{\"KeyId\":\"k\",\"Plaintext\":\"AAEC\",\"EncryptionContext\":{\"a.b\":\"c\"},\"New\":{},"
                        + "\"EncryptionAlgorithm\":\"SYMMETRIC_DEFAULT\"}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers())
                .isEqualTo(Map.of("Content-Type", "application/x-amz-json-1.1", "x-amzn-RequestId", "id"));
        assertThat(reply.body().asUtf8String())
                .isEqualTo("{\"CiphertextBlob\":\"AAEC\",\"KeyId\":\"Encrypt?KeyId=k&Plaintext=AAEC"
                        + "&EncryptionContext.a.b=c&EncryptionAlgorithm=SYMMETRIC_DEFAULT\"}");
        assertThat(send(
                                "CreateGrant",
                                "{\"Constraints\":{\"EncryptionContextSubset\":{\"x\":\"y\"}},\"Operations\":[\"Decrypt\"]}")
                        .body()
                        .asUtf8String())
                .isEqualTo("{\"GrantId\":\"{x=y} [Decrypt]\"}");
        assertThat(send("ListGrants", "").body().asUtf8String())
                .isEqualTo("{\"Grants\":[{\"CreationDate\":1769817600.250,"
                        + "\"Constraints\":{\"EncryptionContextEquals\":{\"a\":\"b\"}}}],\"Truncated\":false}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"Plaintext":"AAEC"}                                       | ValidationException
            {"KeyId":"k","Plaintext":"?"}                              | ValidationException
            {"KeyId":7,"Plaintext":"AAEC"}                             | ValidationException
            {"KeyId":"k","Plaintext":"AAEC","EncryptionContext":[]}    | ValidationException
            {"KeyId":"k","Plaintext":"AAEC","EncryptionContext":{"a":1}} | ValidationException
            {"KeyId":"k","Plaintext":"AAEC","EncryptionContext":{"a":null}} | ValidationException
            {"KeyId":"k","KeyId":"l","Plaintext":"AAEC"}               | SerializationException
            {"KeyId":                                                  | SerializationException
            []                                                         | SerializationException
            {"KeyId":"k","Plaintext":"AAEC","DryRun":true}             | UnsupportedOperationException
            {"KeyId":"k","Plaintext":"AAEC","EncryptionAlgorithm":"X"} | UnsupportedOperationException
            """)
    void badBodiesAreRefused(String body, String type) {
        WireReply reply = send("Encrypt", body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body().asUtf8String())
                .contains("\"__type\":\"" + type + "\"")
                .contains("\"message\":");
    }

    @Test
    void whatIsNoOperationHere() {
        for (WireReply reply : List.of(
                send("GET", "/", "TrentService.Encrypt", ""),
                send("POST", "/x", "TrentService.Encrypt", "{}"),
                send("POST", "/", "Encrypt", "{}"))) {
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body().asUtf8String()).contains("UnknownOperationException");
        }
        WireReply sign = send("Sign", "{}");
        assertThat(sign.status()).isEqualTo(400);
        assertThat(sign.body().asUtf8String())
                .contains("UnsupportedOperationException")
                .contains("The operation Sign is not supported here");
    }

    @Test
    void everyCodeOfOursIsOneOfKms() {
        for (ErrorCode code : ErrorCode.values()) {
            ErrorCode ofKms = KmsErrors.of(code);
            assertThat(ofKms.httpStatus() < 500)
                    .isEqualTo(code.httpStatus() < 500 || ofKms == ErrorCode.KMS_THROTTLING);
            assertThat(KmsErrors.of(ofKms)).isEqualTo(ofKms);
            if (code.httpStatus() == 400) {
                assertThat(ofKms.wire()).endsWith("Exception");
            }
        }
    }
}
