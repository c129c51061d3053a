package dev.origami.api;

import static dev.origami.api.KmsWorld.ALICE;
import static dev.origami.api.KmsWorld.BOB;
import static dev.origami.api.KmsWorld.CAROL;
import static dev.origami.api.KmsWorld.NOBODYS;
import static dev.origami.api.KmsWorld.id;
import static dev.origami.api.KmsWorld.members;
import static dev.origami.api.KmsWorld.named;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.origami.account.Caller;
import dev.origami.error.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sharing of a key with another account: what it lets that account do, and what not. */
class KmsGrantApiTest {
    private static final String TEXT = "AAEC";

    @TempDir
    Path directory;

    private KmsWorld world;
    private String key;

    @BeforeEach
    void open() {
        world = new KmsWorld(directory);
        key = world.key(ALICE);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private JsonNode grant(Caller caller, String grantee, String operations, String... more) {
        String json = members("KeyId", key, "GranteePrincipal", grantee, "Operations", operations);
        String rest = more.length == 0
                ? ""
                : "," + members(more).substring(1, members(more).length() - 1);
        return world.ask(caller, "CreateGrant", json.substring(0, json.length() - 1) + rest + "}");
    }

    private String encrypted(Caller caller) {
        return world.ask(caller, "Encrypt", members("KeyId", key, "Plaintext", TEXT))
                .path("CiphertextBlob")
                .asText();
    }

    private String blob(String ciphertext) {
        return members("CiphertextBlob", ciphertext);
    }

    @Test
    void aGrantLetsAnotherAccountDoJustWhatItSays() {
        String ciphertext = encrypted(ALICE);
        world.refuses(ErrorCode.KMS_ACCESS_DENIED, BOB, "Decrypt", blob(ciphertext));

        JsonNode granted = grant(ALICE, "arn:aws:iam::222222222222:root", "['Decrypt','DescribeKey']");

        JsonNode decrypted = world.ask(BOB, "Decrypt", blob(ciphertext));
        assertThat(decrypted.path("Plaintext").asText()).isEqualTo(TEXT);
        assertThat(decrypted.path("KeyId").asText()).isEqualTo(key);
        assertThat(world.ask(BOB, "DescribeKey", named(key))
                        .at("/KeyMetadata/AWSAccountId")
                        .asText())
                .isEqualTo("111111111111");
        world.refuses(ErrorCode.KMS_ACCESS_DENIED, BOB, "Encrypt", members("KeyId", key, "Plaintext", TEXT));
        world.refuses(ErrorCode.KMS_ACCESS_DENIED, BOB, "GenerateDataKey", members("KeyId", key, "KeySpec", "AES_256"));
        // A bare id is one of the caller's own.
        world.refuses(ErrorCode.KMS_NOT_FOUND, BOB, "DescribeKey", named(id(key)));
        world.refuses(ErrorCode.KMS_ACCESS_DENIED, BOB, "DisableKey", named(key));
        world.refuses(ErrorCode.KMS_ACCESS_DENIED, BOB, "ListGrants", named(key));
        world.refuses(ErrorCode.KMS_ACCESS_DENIED, CAROL, "Decrypt", blob(ciphertext));

        world.does(
                ALICE,
                "RevokeGrant",
                members("KeyId", key, "GrantId", granted.path("GrantId").asText()));
        world.refuses(ErrorCode.KMS_ACCESS_DENIED, BOB, "Decrypt", blob(ciphertext));
        world.refuses(ErrorCode.KMS_ACCESS_DENIED, BOB, "DescribeKey", named(key));
    }

    @Test
    void aSharedKeyIsUsedByItsAliasAndItsOwnerMayDisableIt() {
        world.does(ALICE, "CreateAlias", members("AliasName", "alias/shared", "TargetKeyId", key));
        JsonNode _ = grant(ALICE, "222222222222", "['Encrypt','Decrypt']");
        String alias = "arn:aws:kms:eu-west-1:111111111111:alias/shared";
        String ciphertext = world.ask(BOB, "Encrypt", members("KeyId", alias, "Plaintext", TEXT))
                .path("CiphertextBlob")
                .asText();
        assertThat(world.ask(ALICE, "Decrypt", blob(ciphertext))
                        .path("Plaintext")
                        .asText())
                .isEqualTo(TEXT);
        world.does(ALICE, "DisableKey", named(key));
        world.refuses(ErrorCode.KMS_DISABLED, BOB, "Decrypt", blob(ciphertext));
        world.refuses(
                ErrorCode.KMS_DISABLED,
                ALICE,
                "CreateGrant",
                members("KeyId", key, "GranteePrincipal", "333333333333", "Operations", "['Decrypt']"));
        world.does(ALICE, "ScheduleKeyDeletion", named(key));
        world.refuses(ErrorCode.KMS_INVALID_STATE, BOB, "Decrypt", blob(ciphertext));
    }

    @Test
    void aGrantMayNeedAnEncryptionContext() {
        JsonNode _ = grant(
                ALICE,
                "222222222222",
                "['Encrypt','DescribeKey']",
                "Constraints",
                "{'EncryptionContextEquals':{'a':'1'}}");
        JsonNode _ =
                grant(ALICE, "333333333333", "['Encrypt']", "Constraints", "{'EncryptionContextSubset':{'a':'1'}}");
        for (Caller caller : List.of(BOB, CAROL)) {
            world.does(caller, "Encrypt", withContext("{'a':'1'}"));
            world.refuses(ErrorCode.KMS_ACCESS_DENIED, caller, "Encrypt", withContext("{'a':'2'}"));
            world.refuses(ErrorCode.KMS_ACCESS_DENIED, caller, "Encrypt", withContext("{}"));
        }
        world.refuses(ErrorCode.KMS_ACCESS_DENIED, BOB, "Encrypt", withContext("{'a':'1','b':'2'}"));
        world.does(CAROL, "Encrypt", withContext("{'a':'1','b':'2'}"));
        world.does(BOB, "DescribeKey", named(key));
        JsonNode listed = world.ask(ALICE, "ListGrants", named(key));
        assertThat(listed.findValue("EncryptionContextEquals").toString()).isEqualTo("{\"a\":\"1\"}");
        assertThat(listed.findValue("EncryptionContextSubset").toString()).isEqualTo("{\"a\":\"1\"}");
    }

    private String withContext(String context) {
        return members("KeyId", key, "Plaintext", TEXT, "EncryptionContext", context);
    }

    @Test
    void whoMayGrantGivesNoMoreThanItHas() {
        JsonNode _ = grant(ALICE, "222222222222", "['Decrypt','CreateGrant']");
        JsonNode _ = grant(BOB, "333333333333", "['Decrypt']");
        String ciphertext = encrypted(ALICE);
        world.does(CAROL, "Decrypt", blob(ciphertext));
        world.refuses(
                ErrorCode.KMS_ACCESS_DENIED,
                BOB,
                "CreateGrant",
                members("KeyId", key, "GranteePrincipal", "333333333333", "Operations", "['Decrypt','Encrypt']"));
        world.refuses(
                ErrorCode.KMS_ACCESS_DENIED,
                CAROL,
                "CreateGrant",
                members("KeyId", key, "GranteePrincipal", "222222222222", "Operations", "['Decrypt']"));
        assertThat(world.ask(ALICE, "ListGrants", named(key)).findValuesAsText("IssuingAccount"))
                .containsExactlyInAnyOrder("arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root");
    }

    @Test
    void grantsAreListedAsTheyWereGiven() {
        JsonNode first = grant(
                ALICE,
                "222222222222",
                "['DescribeKey','Decrypt']",
                "Name",
                "disks",
                "RetiringPrincipal",
                "333333333333");
        // The same once more is the same.
        assertThat(grant(
                                ALICE,
                                "222222222222",
                                "['Decrypt','DescribeKey']",
                                "Name",
                                "disks",
                                "RetiringPrincipal",
                                "333333333333")
                        .path("GrantId"))
                .isEqualTo(first.path("GrantId"));
        JsonNode second = grant(ALICE, "333333333333", "['Decrypt']");
        assertThat(grant(ALICE, "333333333333", "['Decrypt']").path("GrantId")).isNotEqualTo(second.path("GrantId"));

        JsonNode listed = world.ask(
                        ALICE,
                        "ListGrants",
                        members("KeyId", key, "GranteePrincipal", "arn:aws:iam::222222222222:root"))
                .path("Grants");
        assertThat(listed).hasSize(1);
        JsonNode only = listed.path(0);
        assertThat(only.path("KeyId").asText()).isEqualTo(key);
        assertThat(only.path("Name").asText()).isEqualTo("disks");
        assertThat(only.path("RetiringPrincipal").asText()).isEqualTo("arn:aws:iam::333333333333:root");
        assertThat(only.path("Operations").toString()).isEqualTo("[\"Decrypt\",\"DescribeKey\"]");
        assertThat(only.has("Constraints")).isFalse();
        String id = second.path("GrantId").asText();
        assertThat(world.ask(ALICE, "ListGrants", members("KeyId", key, "GrantId", id))
                        .findValuesAsText("GrantId"))
                .containsExactly(id);
        world.refuses(ErrorCode.KMS_NOT_FOUND, ALICE, "ListGrants", members("KeyId", key, "GrantId", "x"));
        JsonNode page = world.ask(ALICE, "ListGrants", members("KeyId", key, "Limit", "2"));
        assertThat(page.path("Grants")).hasSize(2);
        JsonNode rest = world.ask(
                ALICE,
                "ListGrants",
                members(
                        "KeyId",
                        key,
                        "Limit",
                        "2",
                        "Marker",
                        page.path("NextMarker").asText()));
        assertThat(rest.path("Grants")).hasSize(1);
        assertThat(rest.path("Truncated").asBoolean(true)).isFalse();

        JsonNode _ = grant(ALICE, "222222222222", "['Encrypt']");
        world.refuses(
                ErrorCode.KMS_LIMIT_EXCEEDED,
                ALICE,
                "CreateGrant",
                members("KeyId", key, "GranteePrincipal", "222222222222", "Operations", "['Encrypt']"));
    }

    @Test
    void whoMayRetireAGrant() {
        String byGrantee = grant(ALICE, "222222222222", "['Decrypt','RetireGrant']")
                .path("GrantId")
                .asText();
        String byThird = grant(ALICE, "222222222222", "['Decrypt']", "RetiringPrincipal", "333333333333")
                .path("GrantToken")
                .asText();
        String byOwner =
                grant(ALICE, "222222222222", "['Decrypt']").path("GrantId").asText();

        world.refuses(ErrorCode.KMS_ACCESS_DENIED, BOB, "RetireGrant", members("KeyId", key, "GrantId", byOwner));
        world.refuses(ErrorCode.KMS_ACCESS_DENIED, BOB, "RetireGrant", members("GrantToken", byThird));
        world.refuses(ErrorCode.KMS_ACCESS_DENIED, CAROL, "RetireGrant", members("KeyId", key, "GrantId", byGrantee));
        world.refuses(ErrorCode.KMS_ACCESS_DENIED, CAROL, "RetireGrant", members("KeyId", key, "GrantId", "x"));
        world.does(BOB, "RetireGrant", members("KeyId", key, "GrantId", byGrantee));
        world.does(CAROL, "RetireGrant", members("GrantToken", byThird));
        world.does(ALICE, "RetireGrant", members("KeyId", id(key), "GrantId", byOwner));
        assertThat(world.ask(ALICE, "ListGrants", named(key)).path("Grants")).isEmpty();

        world.refuses(ErrorCode.KMS_INVALID_GRANT_TOKEN, CAROL, "RetireGrant", members("GrantToken", byThird));
        world.refuses(ErrorCode.KMS_NOT_FOUND, ALICE, "RetireGrant", members("KeyId", key, "GrantId", byOwner));
        world.refuses(ErrorCode.KMS_NOT_FOUND, ALICE, "RetireGrant", members("KeyId", NOBODYS, "GrantId", byOwner));
        for (String incomplete : List.of(
                "{}",
                named(key),
                members("GrantId", byOwner),
                members("GrantToken", byThird, "KeyId", key, "GrantId", byOwner))) {
            world.refuses(ErrorCode.KMS_VALIDATION, ALICE, "RetireGrant", incomplete);
        }
    }

    @Test
    void tokensOfGrantsAreLookedAt() {
        String token =
                grant(ALICE, "222222222222", "['Encrypt']").path("GrantToken").asText();
        world.does(BOB, "Encrypt", members("KeyId", key, "Plaintext", TEXT, "GrantTokens", "['" + token + "']"));
        world.refuses(
                ErrorCode.KMS_INVALID_GRANT_TOKEN,
                BOB,
                "Encrypt",
                members("KeyId", key, "Plaintext", TEXT, "GrantTokens", "['x']"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:iam::222222222222:user/bob",
                "arn:aws:iam::222222222222:role/ec2",
                "arn:aws:iam:::root",
                "ec2.amazonaws.com",
                "2222",
                "*"
            })
    void whoIsNoAccountIsNoPrincipal(String principal) {
        world.refuses(
                ErrorCode.KMS_INVALID_ARN,
                ALICE,
                "CreateGrant",
                "{'KeyId':'" + key + "','GranteePrincipal':'" + principal + "','Operations':['Decrypt']}");
        world.refuses(
                ErrorCode.KMS_INVALID_ARN,
                ALICE,
                "CreateGrant",
                "{'KeyId':'" + key + "','GranteePrincipal':'222222222222','Operations':['Decrypt'],"
                        + "'RetiringPrincipal':'" + principal + "'}");
    }

    @Test
    void whatASymmetricKeyCannotDoIsNotGranted() {
        for (String operation : List.of("Sign", "GenerateMac", "nothing")) {
            world.refuses(
                    ErrorCode.KMS_VALIDATION,
                    ALICE,
                    "CreateGrant",
                    members("KeyId", key, "GranteePrincipal", "222222222222", "Operations", "['" + operation + "']"));
        }
        world.refuses(
                ErrorCode.KMS_VALIDATION,
                ALICE,
                "CreateGrant",
                members("KeyId", key, "GranteePrincipal", "222222222222", "Operations", "['Decrypt']", "Name", "a b"));
    }
}
