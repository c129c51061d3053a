package dev.origami.api;

import static dev.origami.api.KmsWorld.ALICE;
import static dev.origami.api.KmsWorld.BOB;
import static dev.origami.api.KmsWorld.NOBODYS;
import static dev.origami.api.KmsWorld.id;
import static dev.origami.api.KmsWorld.members;
import static dev.origami.api.KmsWorld.named;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.origami.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keys of KMS are called and marked with, and how they are listed. */
class KmsNamesApiTest {
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
    void aliasesAreOnceAnAccountAndMove() {
        String one = world.key(ALICE);
        String other = world.key(ALICE);
        world.does(ALICE, "CreateAlias", members("AliasName", "alias/a", "TargetKeyId", one));
        world.refuses(
                ErrorCode.KMS_ALREADY_EXISTS,
                ALICE,
                "CreateAlias",
                members("AliasName", "alias/a", "TargetKeyId", one));
        world.does(BOB, "CreateAlias", members("AliasName", "alias/a", "TargetKeyId", world.key(BOB)));
        world.does(ALICE, "CreateAlias", members("AliasName", "alias/b/c_d-e:1", "TargetKeyId", other));

        world.now = world.now.plusSeconds(60);
        world.does(ALICE, "UpdateAlias", members("AliasName", "alias/a", "TargetKeyId", other));

        JsonNode all = world.ask(ALICE, "ListAliases", "{}").path("Aliases");
        assertThat(all.findValuesAsText("AliasName")).containsExactly("alias/a", "alias/b/c_d-e:1");
        assertThat(all.findValuesAsText("TargetKeyId")).containsExactly(id(other), id(other));
        assertThat(all.at("/0/AliasArn").asText()).isEqualTo("arn:aws:kms:eu-west-1:111111111111:alias/a");
        assertThat(all.at("/0/LastUpdatedDate").asLong()
                        - all.at("/0/CreationDate").asLong())
                .isEqualTo(60);
        assertThat(world.ask(ALICE, "ListAliases", named(one)).path("Aliases")).isEmpty();
        assertThat(world.ask(ALICE, "ListAliases", named(other)).path("Aliases"))
                .hasSize(2);

        world.does(ALICE, "DeleteAlias", "{'AliasName':'alias/a'}");
        world.refuses(ErrorCode.KMS_NOT_FOUND, ALICE, "DeleteAlias", "{'AliasName':'alias/a'}");
        world.refuses(
                ErrorCode.KMS_NOT_FOUND, ALICE, "UpdateAlias", members("AliasName", "alias/a", "TargetKeyId", one));
        assertThat(world.state(other)).isEqualTo("Enabled");
    }

    @ParameterizedTest
    @CsvSource({
        "KMS_VALIDATION,a",
        "KMS_VALIDATION,alias/",
        "KMS_VALIDATION,alias/a b",
        "KMS_NOT_AUTHORIZED,alias/aws/ebs",
        "KMS_NOT_AUTHORIZED,alias/aws/mine"
    })
    void aliasesThatCannotBe(ErrorCode code, String name) {
        String key = world.key(ALICE);
        world.refuses(code, ALICE, "CreateAlias", members("AliasName", name, "TargetKeyId", key));
        world.refuses(code, ALICE, "UpdateAlias", members("AliasName", name, "TargetKeyId", key));
        world.refuses(code, ALICE, "DeleteAlias", members("AliasName", name));
    }

    @Test
    void anAliasIsForAKeyOfItsAccount() {
        world.refuses(
                ErrorCode.KMS_ACCESS_DENIED,
                ALICE,
                "CreateAlias",
                members("AliasName", "alias/a", "TargetKeyId", world.key(BOB)));
        world.refuses(
                ErrorCode.KMS_NOT_FOUND, ALICE, "CreateAlias", members("AliasName", "alias/a", "TargetKeyId", NOBODYS));
        world.refuses(
                ErrorCode.KMS_NOT_FOUND,
                ALICE,
                "CreateAlias",
                members("AliasName", "alias/a", "TargetKeyId", "alias/a"));
    }

    @Test
    void limits() {
        String key = world.key(ALICE);
        for (int i = 0; i < 3; i++) {
            world.does(ALICE, "CreateAlias", members("AliasName", "alias/" + i, "TargetKeyId", key));
        }
        world.refuses(
                ErrorCode.KMS_LIMIT_EXCEEDED,
                ALICE,
                "CreateAlias",
                members("AliasName", "alias/x", "TargetKeyId", key));
        for (int i = 1; i < 12; i++) {
            String _ = world.key(ALICE);
        }
        world.refuses(ErrorCode.KMS_LIMIT_EXCEEDED, ALICE, "CreateKey", "{}");
        String _ = world.key(BOB);
    }

    @Test
    void tags() {
        String key = world.key(ALICE);
        world.does(
                ALICE,
                "TagResource",
                members("KeyId", key, "Tags", "[{'TagKey':'b','TagValue':'1'},{'TagKey':'a','TagValue':''}]"));
        world.does(ALICE, "TagResource", members("KeyId", key, "Tags", "[{'TagKey':'b','TagValue':'2'}]"));
        assertThat(world.ask(ALICE, "ListResourceTags", named(key)).path("Tags").toString())
                .isEqualTo("[{\"TagKey\":\"a\",\"TagValue\":\"\"},{\"TagKey\":\"b\",\"TagValue\":\"2\"}]");
        for (String bad : List.of(
                "[{'TagKey':'aws:x','TagValue':''}]",
                "[{'TagKey':'','TagValue':''}]",
                "[{'TagKey':'x','TagValue':''},{'TagKey':'x','TagValue':''}]",
                "[{'TagKey':'x','TagValue':'" + "y".repeat(257) + "'}]")) {
            world.refuses(ErrorCode.KMS_TAG, ALICE, "TagResource", members("KeyId", key, "Tags", bad));
        }
        world.refuses(
                ErrorCode.KMS_LIMIT_EXCEEDED,
                ALICE,
                "TagResource",
                members("KeyId", key, "Tags", "[{'TagKey':'c','TagValue':''},{'TagKey':'d','TagValue':''}]"));
        world.does(ALICE, "UntagResource", members("KeyId", key, "TagKeys", "['a','none']"));
        assertThat(world.ask(ALICE, "ListResourceTags", named(key)).path("Tags"))
                .hasSize(1);
        world.refuses(ErrorCode.KMS_TAG, ALICE, "CreateKey", "{'Tags':[{'TagKey':'aws:x','TagValue':''}]}");
        assertThat(world.ask(ALICE, "ListKeys", "{}").path("Keys")).hasSize(1);
    }

    @Test
    void listsComeInPages() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(world.key(ALICE));
        }
        String _ = world.key(BOB);
        List<String> paged = new ArrayList<>();
        JsonNode page = world.ask(ALICE, "ListKeys", "{'Limit':2}");
        while (page.path("Truncated").asBoolean()) {
            assertThat(page.path("Keys")).hasSize(2);
            paged.addAll(page.findValuesAsText("KeyArn"));
            page = world.ask(
                    ALICE,
                    "ListKeys",
                    "{'Limit':2,'Marker':'" + page.path("NextMarker").asText() + "'}");
        }
        assertThat(page.has("NextMarker")).isFalse();
        paged.addAll(page.findValuesAsText("KeyArn"));
        assertThat(paged).containsExactlyInAnyOrderElementsOf(made);
        world.refuses(ErrorCode.INVALID_NEXT_TOKEN, ALICE, "ListKeys", "{'Marker':'nonsense'}");
        world.refuses(ErrorCode.KMS_VALIDATION, ALICE, "ListKeys", "{'Limit':0}");
        world.refuses(ErrorCode.KMS_VALIDATION, ALICE, "ListKeys", "{'Limit':1001}");
    }
}
