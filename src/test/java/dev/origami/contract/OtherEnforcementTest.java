package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.account.AccessKey;
import dev.origami.api.Operation;
import dev.origami.api.Service;
import dev.origami.auth.Gate;
import dev.origami.auth.SignedRequests;
import dev.origami.command.WholeService;
import dev.origami.protocol.RestPaths;
import dev.origami.protocol.WireReply;
import dev.origami.protocol.WireRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link EnforcementTest} is for EC2, for the other services of the same table: at each of their operations, who has
 * no good signature is refused, and so is who asks for what is another account's. They have no dry run.
 */
class OtherEnforcementTest {
    private static final AccessKey ALICE = new AccessKey("AKIAALICE", WholeService.ALICE.account(), "se/cret+");
    private static final AccessKey BOB = new AccessKey("AKIABOB", WholeService.BOB.account(), "secret of Bob");
    private static final Pattern STANDS_FOR = Pattern.compile("\\{([a-z-]+)}");

    /** Where nothing is refused: whoever asks gets what is the own account's. */
    private static final String OWN = "own";

    /**
     * Of each operation, a request that Alice may make, and what Bob is told who makes the same: service, operation, the
     * variable part of the request, the code. Of the REST services that part is the path, the query, headers and the body.
     */
    private static final List<String> ROWS = """
            sts GetCallerIdentity | | own
            ebs StartSnapshot | /snapshots | | | {"VolumeSize":1,"ParentSnapshotId":"{snapshot}"} | ResourceNotFoundException
            ebs PutSnapshotBlock | /snapshots/{upload}/blocks/0 | | x-amz-Data-Length=524288 x-amz-Checksum={checksum} x-amz-Checksum-Algorithm=SHA256 | {block} | ResourceNotFoundException
            ebs CompleteSnapshot | /snapshots/completion/{upload} | | x-amz-ChangedBlocksCount=0 | | ResourceNotFoundException
            ebs ListSnapshotBlocks | /snapshots/{snapshot}/blocks | | | | ResourceNotFoundException
            ebs ListChangedBlocks | /snapshots/{snapshot}/changedblocks | firstSnapshotId={snapshot} | | | ResourceNotFoundException
            ebs GetSnapshotBlock | /snapshots/{snapshot}/blocks/0 | blockToken={block-token} | | | ResourceNotFoundException
            rbin CreateRule | /rules | | | {"ResourceType":"EBS_SNAPSHOT","RetentionPeriod":{"RetentionPeriodValue":7,"RetentionPeriodUnit":"DAYS"},"ResourceTags":[{"ResourceTagKey":"x"}]} | own
            rbin ListRules | /list-rules | | | {"ResourceType":"EBS_SNAPSHOT"} | own
            rbin GetRule | /rules/{rule} | | | | ResourceNotFoundException
            rbin UpdateRule | /rules/{rule} | | | {"Description":"x"} | ResourceNotFoundException
            rbin DeleteRule | /rules/{rule} | | | | ResourceNotFoundException
            rbin LockRule | /rules/{untagged-rule}/lock | | | {"LockConfiguration":{"UnlockDelay":{"UnlockDelayValue":7,"UnlockDelayUnit":"DAYS"}}} | ResourceNotFoundException
            rbin UnlockRule | /rules/{locked-rule}/unlock | | | | ResourceNotFoundException
            rbin TagResource | /tags/{rule-arn} | | | {"Tags":[{"Key":"x","Value":"x"}]} | ResourceNotFoundException
            rbin UntagResource | /tags/{rule-arn} | tagKeys=x | | | ResourceNotFoundException
            rbin ListTagsForResource | /tags/{rule-arn} | | | | ResourceNotFoundException
            ssm GetParameter | {"Name":"/aws/service/origami/instance-identity/certificate"} | own
            ssm GetParameters | {"Names":["/aws/service/origami/instance-identity/certificate"]} | own
            ssm GetParametersByPath | {"Path":"/aws/service"} | own
            kms CreateKey | {} | own
            kms ListKeys | {} | own
            kms ListAliases | {} | own
            kms DescribeKey | {"KeyId":"{key}"} | AccessDeniedException
            kms EnableKey | {"KeyId":"{key}"} | AccessDeniedException
            kms DisableKey | {"KeyId":"{key}"} | AccessDeniedException
            kms ScheduleKeyDeletion | {"KeyId":"{key}"} | AccessDeniedException
            kms CancelKeyDeletion | {"KeyId":"{leaving-key}"} | AccessDeniedException
            kms UpdateKeyDescription | {"KeyId":"{key}","Description":"x"} | AccessDeniedException
            kms GetKeyRotationStatus | {"KeyId":"{key}"} | AccessDeniedException
            kms GetKeyPolicy | {"KeyId":"{key}"} | AccessDeniedException
            kms TagResource | {"KeyId":"{key}","Tags":[{"TagKey":"x","TagValue":"x"}]} | AccessDeniedException
            kms UntagResource | {"KeyId":"{key}","TagKeys":["x"]} | AccessDeniedException
            kms ListResourceTags | {"KeyId":"{key}"} | AccessDeniedException
            kms CreateAlias | {"AliasName":"{alias}","TargetKeyId":"{key}"} | AccessDeniedException
            kms UpdateAlias | {"AliasName":"{taken-alias}","TargetKeyId":"{key}"} | NotFoundException
            kms DeleteAlias | {"AliasName":"{taken-alias}"} | NotFoundException
            kms CreateGrant | {"KeyId":"{key}","GranteePrincipal":"333333333333","Operations":["Encrypt"]} | AccessDeniedException
            kms ListGrants | {"KeyId":"{key}"} | AccessDeniedException
            kms RevokeGrant | {"KeyId":"{key}","GrantId":"{grant}"} | AccessDeniedException
            kms RetireGrant | {"KeyId":"{key}","GrantId":"{grant}"} | AccessDeniedException
            kms Encrypt | {"KeyId":"{key}","Plaintext":"eA=="} | AccessDeniedException
            kms Decrypt | {"CiphertextBlob":"{ciphertext}"} | AccessDeniedException
            kms ReEncrypt | {"CiphertextBlob":"{ciphertext}","DestinationKeyId":"{key}"} | AccessDeniedException
            kms GenerateDataKey | {"KeyId":"{key}","KeySpec":"AES_256"} | AccessDeniedException
            kms GenerateDataKeyWithoutPlaintext | {"KeyId":"{key}","KeySpec":"AES_256"} | AccessDeniedException
            """.lines().toList();

    @TempDir(factory = QuickDirectory.class)
    private static Path directory;

    private static WholeService service;
    private static Fixtures fixtures;
    private static Gate gate;

    @BeforeAll
    static void open() throws Exception {
        service = new WholeService(directory);
        fixtures = new Fixtures(service);
        gate = service.gate(
                id -> Stream.of(ALICE, BOB).filter(key -> key.id().equals(id)).findFirst());
    }

    @AfterAll
    static void close() throws Exception {
        service.close();
    }

    private static Stream<Operation<?, ?>> operations() {
        return Stream.of(Service.values())
                .filter(offered -> offered != Service.EC2)
                .flatMap(offered -> service.table().of(offered).stream());
    }

    private static String named(Operation<?, ?> operation) {
        return operation.service().scopeName() + " " + operation.name();
    }

    @Test
    void everyOperationHasItsRow() {
        assertThat(ROWS.stream().map(row -> row.split(" [|]", 2)[0]).toList())
                .containsExactlyInAnyOrderElementsOf(
                        operations().map(OtherEnforcementTest::named).toList());
    }

    /** The codes for no signature, an unknown key and a wrong signature. */
    private static List<String> refusals(Service offered) {
        return switch (offered) {
            case EC2, STS ->
                List.of("403 MissingAuthenticationToken", "403 InvalidClientTokenId", "403 SignatureDoesNotMatch");
            case EBS, RBIN, KMS, SSM ->
                List.of(
                        "403 MissingAuthenticationTokenException",
                        "400 UnrecognizedClientException",
                        "400 InvalidSignatureException");
        };
    }

    @TestFactory
    Stream<DynamicTest> nobodyGetsInWithoutAGoodSignature() {
        return operations()
                .map(operation -> DynamicTest.dynamicTest(named(operation), () -> {
                    List<String> codes = refusals(operation.service());
                    WireRequest signed = empty(operation, ALICE).signed();
                    assertThat(codes).as("signed well").doesNotContain(answered(signed));
                    WireRequest unsigned = SignedRequests.withHeader(signed, "authorization", null);
                    AccessKey unknown = new AccessKey("AKIAUNKNOWN", ALICE.account(), ALICE.secret());
                    AccessKey wrong = new AccessKey(ALICE.id(), ALICE.account(), "other");
                    assertThat(answered(unsigned)).isEqualTo(codes.getFirst());
                    assertThat(answered(empty(operation, unknown).signed())).isEqualTo(codes.get(1));
                    assertThat(answered(empty(operation, wrong).signed())).isEqualTo(codes.getLast());
                }));
    }

    /** A request of the operation that says nothing more: the door is what is tried. */
    private static SignedRequests empty(Operation<?, ?> operation, AccessKey key) {
        String path = switch (operation.service()) {
            case EC2, STS, KMS, SSM -> "";
            case EBS, RBIN ->
                RestPaths.of(operation.service(), operation.name()).split(" ", 2)[1];
        };
        return request(
                operation.service(),
                operation.name(),
                key,
                path,
                operation.service() == Service.KMS || operation.service() == Service.SSM ? "{}" : "");
    }

    private static SignedRequests request(Service offered, String operation, AccessKey key, String path, String body) {
        SignedRequests request = new SignedRequests(key, service.now());
        return switch (offered) {
            case EC2, STS -> request.of("sts", "POST", "/", "Action=" + operation + "&Version=2011-06-15");
            case KMS ->
                request.of("kms", "POST", "/", body)
                        .with("Content-Type", "application/x-amz-json-1.1")
                        .with("X-Amz-Target", "TrentService." + operation);
            case SSM ->
                request.of("ssm", "POST", "/", body)
                        .with("Content-Type", "application/x-amz-json-1.1")
                        .with("X-Amz-Target", "AmazonSSM." + operation);
            case EBS, RBIN ->
                request.of(offered.scopeName(), RestPaths.of(offered, operation).split(" ", 2)[0], path, body)
                        .with("Content-Type", "application/json");
        };
    }

    /** The status, and the code if there is one. */
    private static String answered(WireRequest request) {
        return said(gate.answer(request));
    }

    private static String said(WireReply reply) {
        String text = reply.body().asUtf8String();
        Matcher code =
                Pattern.compile("<Code>(.*?)</Code>|\"__type\":\"(.*?)\"").matcher(text);
        if (!code.find()) {
            return Integer.toString(reply.status());
        }
        return reply.status() + " " + Optional.ofNullable(code.group(1)).orElse(code.group(2));
    }

    @TestFactory
    Stream<DynamicTest> whatIsAnothersIsRefused() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(row.split(" [|]", 2)[0], () -> {
                    Map<String, String> made = new HashMap<>();
                    String[] parts = row.split(" ?[|] ?", -1);
                    String expected = parts[parts.length - 1];
                    WireReply bobs = gate.answer(request(parts, BOB, made));
                    if (expected.equals(OWN)) {
                        assertThat(bobs.status()).as(said(bobs)).isLessThan(300);
                        assertThat(bobs.body().asUtf8String())
                                .doesNotContain(ALICE.account().value());
                        new TreeSet<>(made.values())
                                .forEach(id ->
                                        assertThat(bobs.body().asUtf8String()).doesNotContain(id));
                    } else {
                        assertThat(said(bobs)).endsWith(" " + expected);
                        assertThat(bobs.status()).isBetween(400, 499);
                    }
                    WireReply alices = gate.answer(request(parts, ALICE, made));
                    service.settle();
                    assertThat(alices.status()).as("Alice: " + said(alices)).isLessThan(300);
                }));
    }

    private static WireRequest request(String[] parts, AccessKey key, Map<String, String> made) {
        String[] operation = parts[0].split(" ", 2);
        Service offered = Service.ofScope(operation[0]).orElseThrow();
        boolean rest = offered == Service.EBS || offered == Service.RBIN;
        String path = rest ? resolved(parts[1], made) : "";
        String body = resolved(rest ? parts[4] : parts[1], made);
        SignedRequests request = request(offered, operation[1], key, path, body);
        if (rest) {
            for (String pair : parts[2].split(" ", -1)) {
                String[] parameter = pair.split("=", 2);
                if (parameter.length == 2) {
                    request = request.withQuery(parameter[0], encoded(resolved(parameter[1], made)));
                }
            }
            for (String pair : parts[3].split(" ", -1)) {
                String[] header = pair.split("=", 2);
                if (header.length == 2) {
                    request = request.with(header[0], resolved(header[1], made));
                }
            }
        }
        return request.signed();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String resolved(String text, Map<String, String> made) {
        return STANDS_FOR.matcher(text).replaceAll(match -> Matcher.quoteReplacement(made(match.group(1), made)));
    }

    /** What is Alice's, made once for a row. */
    private static String made(String kind, Map<String, String> made) {
        String before = made.get(kind);
        if (before != null) {
            return before;
        }
        String now = switch (kind) {
            case "snapshot" -> fixtures.fresh("block-snapshot");
            case "upload" -> fixtures.fresh("pending-snapshot");
            case "block" -> "x".repeat(Fixtures.BLOCK);
            case "checksum" -> Fixtures.sha256("x".repeat(Fixtures.BLOCK).getBytes(StandardCharsets.UTF_8));
            case "block-token" ->
                field(
                        service.ebs(
                                        "GET",
                                        "/snapshots/" + made("snapshot", made) + "/blocks",
                                        "",
                                        Map.of(),
                                        new byte[0])
                                .body()
                                .asUtf8String(),
                        "BlockToken");
            case "rule" -> rule(",\"ResourceTags\":[{\"ResourceTagKey\":\"" + fixtures.fresh("name") + "\"}]");
            case "rule-arn" -> encoded("arn:aws:rbin:eu-west-1:111111111111:rule/" + made("rule", made));
            case "untagged-rule" -> rule("");
            case "locked-rule" ->
                rule(",\"LockConfiguration\":{\"UnlockDelay\":{\"UnlockDelayValue\":7,\"UnlockDelayUnit\":\"DAYS\"}}");
            case "key" -> field(service.kms("CreateKey", "{}"), "Arn");
            case "leaving-key" -> {
                String key = made("key", made);
                String _ = service.kms("ScheduleKeyDeletion", "{\"KeyId\":\"" + key + "\"}");
                yield key;
            }
            case "alias" -> "alias/" + fixtures.fresh("name");
            case "taken-alias" -> {
                String alias = made("alias", made);
                String _ = service.kms(
                        "CreateAlias",
                        "{\"AliasName\":\"" + alias + "\",\"TargetKeyId\":\"" + made("key", made) + "\"}");
                yield alias;
            }
            case "grant" ->
                field(
                        service.kms(
                                "CreateGrant",
                                "{\"KeyId\":\"" + made("key", made)
                                        + "\",\"GranteePrincipal\":\"333333333333\",\"Operations\":[\"Encrypt\"]}"),
                        "GrantId");
            case "ciphertext" ->
                field(
                        service.kms("Encrypt", "{\"KeyId\":\"" + made("key", made) + "\",\"Plaintext\":\"eA==\"}"),
                        "CiphertextBlob");
            default -> throw new IllegalArgumentException(kind);
        };
        made.put(kind, now);
        return now;
    }

    private static String rule(String more) {
        String body = "{\"ResourceType\":\"EC2_IMAGE\",\"RetentionPeriod\":"
                + "{\"RetentionPeriodValue\":7,\"RetentionPeriodUnit\":\"DAYS\"}" + more + "}";
        return field(service.rbin("POST", "/rules", "", body).body().asUtf8String(), "Identifier");
    }

    private static String field(String json, String name) {
        Matcher value = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!value.find()) {
            throw new IllegalStateException(json);
        }
        return value.group(1);
    }
}
