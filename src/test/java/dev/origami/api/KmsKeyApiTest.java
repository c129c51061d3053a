package dev.origami.api;

import static dev.origami.api.KmsWorld.ALICE;
import static dev.origami.api.KmsWorld.BOB;
import static dev.origami.api.KmsWorld.NOBODYS;
import static dev.origami.api.KmsWorld.id;
import static dev.origami.api.KmsWorld.members;
import static dev.origami.api.KmsWorld.named;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.origami.account.Caller;
import dev.origami.error.ErrorCode;
import dev.origami.id.Region;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of KMS, what they are called, and what becomes of them. */
class KmsKeyApiTest {
    @TempDir
    Path directory;

    private KmsWorld world;

    @BeforeEach
    void open() {
        world = new KmsWorld(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aNewKeyIsDescribedByEachOfItsNames() {
        JsonNode made = world.ask(
                        ALICE,
                        "CreateKey",
                        "{'Description':'of disks','Tags':[{'TagKey':'a','TagValue':'b'}],'KeySpec':'SYMMETRIC_DEFAULT'}")
                .path("KeyMetadata");
        String arn = made.path("Arn").asText();
        assertThat(arn).matches("arn:aws:kms:eu-west-1:111111111111:key/[0-9a-f-]{36}");
        assertThat(made.path("KeyId").asText()).isEqualTo(id(arn));
        assertThat(made.path("KeyState").asText()).isEqualTo("Enabled");
        assertThat(made.path("Enabled").asBoolean()).isTrue();
        assertThat(made.path("Description").asText()).isEqualTo("of disks");
        assertThat(made.path("KeyManager").asText()).isEqualTo("CUSTOMER");
        assertThat(made.path("CreationDate").asLong()).isEqualTo(world.now.getEpochSecond());
        assertThat(made.path("CurrentKeyMaterialId").asText()).matches("[0-9a-f]{64}");
        world.does(ALICE, "CreateAlias", members("AliasName", "alias/disks", "TargetKeyId", id(arn)));
        for (String name : List.of(arn, id(arn), "alias/disks", "arn:aws:kms:eu-west-1:111111111111:alias/disks")) {
            assertThat(world.ask(ALICE, "DescribeKey", named(name)).path("KeyMetadata"))
                    .isEqualTo(made);
        }
        assertThat(world.ask(ALICE, "ListResourceTags", named(arn)).path("Tags").toString())
                .isEqualTo("[{\"TagKey\":\"a\",\"TagValue\":\"b\"}]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            KMS_NOT_FOUND             | x
            KMS_NOT_FOUND             | 00000000-0000-4000-8000-000000000000
            KMS_NOT_FOUND             | 00000000-0000-4000-8000-00000000000A
            KMS_NOT_FOUND             | alias/none
            KMS_NOT_FOUND             | arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-4000-8000-000000000000
            KMS_NOT_FOUND             | arn:aws:kms:eu-west-1:111111111111:alias/none
            KMS_NOT_FOUND             | arn:aws:kms:us-east-1:111111111111:key/00000000-0000-4000-8000-000000000000
            KMS_ACCESS_DENIED         | arn:aws:kms:eu-west-1:222222222222:key/00000000-0000-4000-8000-000000000000
            KMS_ACCESS_DENIED         | arn:aws:kms:eu-west-1:222222222222:alias/none
            KMS_INVALID_ARN           | arn:aws:kms:eu-west-1:1111:key/00000000-0000-4000-8000-000000000000
            KMS_INVALID_ARN           | arn:aws:ec2:eu-west-1:111111111111:key/00000000-0000-4000-8000-000000000000
            KMS_INVALID_ARN           | arn:aws:kms:eu-west-1:111111111111:x/00000000-0000-4000-8000-000000000000
            KMS_INVALID_ARN           | arn:aws:kms
            KMS_UNSUPPORTED_OPERATION | mrk-00000000000040008000000000000000
            """)
    void namesOfNoKey(ErrorCode code, String name) {
        world.refuses(code, ALICE, "DescribeKey", named(name));
    }

    @Test
    void everyOperationOnAKeyLooksWhoseItIs() {
        String bobs = world.key(BOB);
        List<List<String>> requests = List.of(
                List.of("EnableKey"),
                List.of("DisableKey"),
                List.of("ScheduleKeyDeletion"),
                List.of("CancelKeyDeletion"),
                List.of("UpdateKeyDescription", "Description", "x"),
                List.of("TagResource", "Tags", "[{'TagKey':'a','TagValue':'b'}]"),
                List.of("UntagResource", "TagKeys", "['a']"),
                List.of("ListResourceTags"),
                List.of("ListGrants"),
                List.of("RevokeGrant", "GrantId", "x"),
                List.of("GetKeyPolicy"),
                List.of("GetKeyRotationStatus"),
                List.of("ListAliases"));
        for (List<String> request : requests) {
            String operation = request.getFirst();
            List<String> more = request.subList(1, request.size());
            world.refuses(ErrorCode.KMS_ACCESS_DENIED, ALICE, operation, with(bobs, more));
            world.refuses(ErrorCode.KMS_NOT_FOUND, ALICE, operation, with(id(bobs), more));
            world.refuses(ErrorCode.KMS_NOT_FOUND, ALICE, operation, with(NOBODYS, more));
            world.refuses(ErrorCode.KMS_NOT_FOUND, ALICE, operation, with("alias/x", more));
            world.refuses(ErrorCode.KMS_INVALID_ARN, ALICE, operation, with("arn:x", more));
        }
        assertThat(world.ask(BOB, "DescribeKey", named(bobs))
                        .at("/KeyMetadata/KeyState")
                        .asText())
                .isEqualTo("Enabled");
    }

    private static String with(String key, List<String> more) {
        List<String> members = new ArrayList<>(List.of("KeyId", key));
        members.addAll(more);
        return members(members.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'KeySpec':'RSA_2048'
            'CustomerMasterKeySpec':'ECC_NIST_P256'
            'KeyUsage':'SIGN_VERIFY'
            'Origin':'EXTERNAL'
            'MultiRegion':true
            'Policy':'{}'
            'CustomKeyStoreId':'x'
            """, quoteCharacter = '~')
    void otherKindsOfKeysAreRefused(String member) {
        world.refuses(ErrorCode.UNSUPPORTED_OPERATION, ALICE, "CreateKey", "{" + member + "}");
    }

    @Test
    void disabledAndEnabled() {
        String key = world.key(ALICE);
        for (int i = 0; i < 2; i++) {
            world.does(ALICE, "DisableKey", named(key));
            assertThat(world.state(key)).isEqualTo("Disabled");
        }
        world.refuses(ErrorCode.KMS_INVALID_STATE, ALICE, "CancelKeyDeletion", named(key));
        world.does(ALICE, "EnableKey", named(key));
        assertThat(world.state(key)).isEqualTo("Enabled");
        world.does(ALICE, "UpdateKeyDescription", members("KeyId", key, "Description", "later"));
        assertThat(world.ask(ALICE, "DescribeKey", named(key))
                        .at("/KeyMetadata/Description")
                        .asText())
                .isEqualTo("later");
        world.refuses(
                ErrorCode.KMS_VALIDATION,
                ALICE,
                "UpdateKeyDescription",
                members("KeyId", key, "Description", "x".repeat(8193)));
    }

    @Test
    void aDeletionWaitsCanBeTakenBackAndThenIsDone() {
        String key = world.key(ALICE);
        world.does(ALICE, "CreateAlias", members("AliasName", "alias/old", "TargetKeyId", key));
        for (String days : List.of("6", "31", "-1")) {
            world.refuses(
                    ErrorCode.KMS_VALIDATION,
                    ALICE,
                    "ScheduleKeyDeletion",
                    members("KeyId", key, "PendingWindowInDays", days));
        }
        JsonNode usual = world.ask(ALICE, "ScheduleKeyDeletion", named(key));
        assertThat(usual.path("PendingWindowInDays").asInt()).isEqualTo(30);
        world.does(ALICE, "CancelKeyDeletion", named(key));
        assertThat(world.state(key)).isEqualTo("Disabled");

        JsonNode scheduled =
                world.ask(ALICE, "ScheduleKeyDeletion", members("KeyId", id(key), "PendingWindowInDays", "7"));
        assertThat(scheduled.path("KeyId").asText()).isEqualTo(key);
        assertThat(scheduled.path("KeyState").asText()).isEqualTo("PendingDeletion");
        Instant date = Instant.ofEpochSecond(scheduled.path("DeletionDate").asLong());
        assertThat(date).isEqualTo(Instant.parse("2026-02-07T09:14:22Z"));
        assertThat(world.ask(ALICE, "DescribeKey", named(key))
                        .at("/KeyMetadata/DeletionDate")
                        .asLong())
                .isEqualTo(date.getEpochSecond());
        for (String operation : List.of("EnableKey", "DisableKey", "ScheduleKeyDeletion")) {
            world.refuses(ErrorCode.KMS_INVALID_STATE, ALICE, operation, named(key));
        }
        world.refuses(
                ErrorCode.KMS_INVALID_STATE, ALICE, "UpdateKeyDescription", members("KeyId", key, "Description", "x"));
        world.refuses(
                ErrorCode.KMS_INVALID_STATE,
                ALICE,
                "TagResource",
                members("KeyId", key, "Tags", "[{'TagKey':'a','TagValue':'b'}]"));
        world.refuses(ErrorCode.KMS_INVALID_STATE, ALICE, "UntagResource", members("KeyId", key, "TagKeys", "['a']"));
        world.refuses(
                ErrorCode.KMS_INVALID_STATE,
                ALICE,
                "CreateAlias",
                members("AliasName", "alias/new", "TargetKeyId", key));

        world.now = date.minusSeconds(1);
        assertThat(world.state("alias/old")).isEqualTo("PendingDeletion");
        world.now = date;
        world.refuses(ErrorCode.KMS_NOT_FOUND, ALICE, "DescribeKey", named(key));
        world.refuses(ErrorCode.KMS_NOT_FOUND, ALICE, "DescribeKey", named("alias/old"));
        world.refuses(ErrorCode.KMS_NOT_FOUND, ALICE, "CancelKeyDeletion", named(key));
        assertThat(world.ask(ALICE, "ListKeys", "{}").path("Keys")).isEmpty();
        assertThat(world.ask(ALICE, "ListAliases", "{}").path("Aliases")).isEmpty();

        world.database.writing(world.rules.keys()::deleteGone);
        assertThat(rows("kms_key_material")).isZero();
        assertThat(rows("kms_alias")).isZero();
    }

    private int rows(String table) {
        return world.database.read(sql ->
                sql.select("SELECT count(*) FROM " + table).mapTo(Integer.class).one());
    }

    @Test
    void theKeyOfVolumesIsMadeWhenItIsFirstAskedForAndOnlyLookedAt() {
        assertThat(world.ask(ALICE, "ListAliases", "{}").path("Aliases")).isEmpty();
        JsonNode key = world.ask(ALICE, "DescribeKey", named("alias/aws/ebs")).path("KeyMetadata");
        assertThat(key.path("KeyManager").asText()).isEqualTo("AWS");
        String arn = key.path("Arn").asText();
        assertThat(world.ask(ALICE, "DescribeKey", named("arn:aws:kms:eu-west-1:111111111111:alias/aws/ebs"))
                        .at("/KeyMetadata/Arn")
                        .asText())
                .isEqualTo(arn);
        assertThat(world.ask(ALICE, "ListAliases", named(arn)).findValuesAsText("AliasName"))
                .containsExactly("alias/aws/ebs");
        Caller elsewhere = new Caller(ALICE.account(), new Region("us-east-1"), "kms");
        assertThat(world.ask(elsewhere, "DescribeKey", named("alias/aws/ebs"))
                        .at("/KeyMetadata/Arn")
                        .asText())
                .isNotEqualTo(arn);
        world.refuses(
                ErrorCode.KMS_ACCESS_DENIED,
                BOB,
                "DescribeKey",
                named("arn:aws:kms:eu-west-1:111111111111:alias/aws/ebs"));
        for (String operation : List.of("EnableKey", "DisableKey", "ScheduleKeyDeletion", "CancelKeyDeletion")) {
            world.refuses(ErrorCode.KMS_ACCESS_DENIED, ALICE, operation, named(arn));
        }
        world.refuses(ErrorCode.KMS_ACCESS_DENIED, ALICE, "Encrypt", members("KeyId", arn, "Plaintext", "AAEC"));
        world.refuses(
                ErrorCode.KMS_ACCESS_DENIED,
                ALICE,
                "CreateGrant",
                members("KeyId", arn, "GranteePrincipal", "222222222222", "Operations", "['Decrypt']"));
    }

    @Test
    void policyAndRotationAreLookedAtOnly() {
        String key = world.key(ALICE);
        JsonNode policy = world.ask(ALICE, "GetKeyPolicy", named(key));
        assertThat(policy.path("PolicyName").asText()).isEqualTo("default");
        assertThat(policy.path("Policy").asText()).contains("\"AWS\" : \"arn:aws:iam::111111111111:root\"");
        world.refuses(ErrorCode.KMS_NOT_FOUND, ALICE, "GetKeyPolicy", members("KeyId", key, "PolicyName", "other"));
        world.refuses(ErrorCode.UNSUPPORTED_OPERATION, ALICE, "PutKeyPolicy", members("KeyId", key, "Policy", "x"));
        assertThat(world.ask(ALICE, "GetKeyRotationStatus", named(key))
                        .path("KeyRotationEnabled")
                        .asBoolean(true))
                .isFalse();
    }
}
