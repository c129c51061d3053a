package dev.origami.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.config.DatabaseLimits;
import dev.origami.config.KeyLimits;
import dev.origami.config.WireLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.key.KeyRules;
import dev.origami.key.MasterKey;
import dev.origami.protocol.Dispatcher;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;

/** KMS without the service's front: requests as they are on the wire, a real database and a real master key. */
final class KmsWorld implements AutoCloseable {
    static final Caller ALICE = new Caller(new AccountId("111111111111"), new Region("eu-west-1"), "kms");
    static final Caller BOB = new Caller(new AccountId("222222222222"), new Region("eu-west-1"), "kms");
    static final Caller CAROL = new Caller(new AccountId("333333333333"), new Region("eu-west-1"), "kms");
    static final String NOBODYS = "00000000-0000-4000-8000-000000000000";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Dispatcher dispatcher;
    final Database database;
    final KeyRules rules;
    Instant now = Instant.parse("2026-01-31T09:14:22Z");

    KmsWorld(Path directory) {
        database = Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults());
        KeyLimits limits = new KeyLimits(12, 3, 4, 3, 128, 256, 8192, 256, 4096, 1024, 7, 30, 100, 1000);
        rules = KeyRules.of(MasterKey.in(directory), () -> now, limits);
        OperationTable table = new OperationTable();
        Paging paging = new Paging(SealedTokens.of(database, () -> now), () -> now, ApiLimits.defaults());
        KmsApis.addTo(table, database, rules, paging, limits);
        dispatcher = new Dispatcher(table, WireLimits.defaults());
    }

    /** Asks; quotes in the JSON are written as apostrophes. */
    JsonNode ask(Caller caller, String operation, String json) {
        try {
            return JSON.readTree(WireForm.kms(dispatcher, caller, operation, json.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same where what is answered does not matter. */
    void does(Caller caller, String operation, String json) {
        JsonNode _ = ask(caller, operation, json);
    }

    void refuses(ErrorCode code, Caller caller, String operation, String json) {
        assertThatThrownBy(() -> ask(caller, operation, json))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).as(refusal.text()).isEqualTo(code));
    }

    /** A new key's ARN. */
    String key(Caller caller) {
        return ask(caller, "CreateKey", "{}").at("/KeyMetadata/Arn").asText();
    }

    static String id(String arn) {
        return arn.substring(arn.indexOf('/') + 1);
    }

    String state(String key) {
        return ask(ALICE, "DescribeKey", named(key)).at("/KeyMetadata/KeyState").asText();
    }

    static String named(String key) {
        return "{'KeyId':'" + key + "'}";
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Members as JSON: names and texts in turn. */
    static String members(String... members) {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < members.length; i += 2) {
            String value = members[i + 1];
            boolean raw = value.startsWith("{") || value.startsWith("[") || value.matches("-?\\d{1,5}");
            json.append(i == 0 ? "" : ",").append('\'').append(members[i]).append("':");
            json.append(raw ? value : "'" + value + "'");
        }
        return json.append('}').toString();
    }

    @Override
    public void close() {
        database.close();
    }
}
