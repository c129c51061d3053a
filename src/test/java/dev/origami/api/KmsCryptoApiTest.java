package dev.origami.api;

import static dev.origami.api.KmsWorld.ALICE;
import static dev.origami.api.KmsWorld.BOB;
import static dev.origami.api.KmsWorld.NOBODYS;
import static dev.origami.api.KmsWorld.base64;
import static dev.origami.api.KmsWorld.members;
import static dev.origami.api.KmsWorld.named;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.origami.account.Caller;
import dev.origami.error.ErrorCode;
import dev.origami.id.Region;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keys seal, and that nothing else opens it. */
class KmsCryptoApiTest {
    private static final String TEXT = base64("a secret");

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

    private String encrypted(String context) {
        return world.ask(ALICE, "Encrypt", members("KeyId", key, "Plaintext", TEXT, "EncryptionContext", context))
                .path("CiphertextBlob")
                .asText();
    }

    @Test
    void whatIsEncryptedIsDecryptedWithTheSameContext() {
        String ciphertext = encrypted("{'a':'1','b':'2'}");
        assertThat(encrypted("{'a':'1','b':'2'}")).isNotEqualTo(ciphertext);
        JsonNode decrypted = world.ask(
                ALICE, "Decrypt", members("CiphertextBlob", ciphertext, "EncryptionContext", "{'b':'2','a':'1'}"));
        assertThat(decrypted.path("Plaintext").asText()).isEqualTo(TEXT);
        assertThat(decrypted.path("KeyId").asText()).isEqualTo(key);
        assertThat(decrypted.path("EncryptionAlgorithm").asText()).isEqualTo("SYMMETRIC_DEFAULT");
        assertThat(decrypted.path("KeyMaterialId"))
                .isEqualTo(world.ask(ALICE, "DescribeKey", named(key)).at("/KeyMetadata/CurrentKeyMaterialId"));
        for (String other :
                List.of("{}", "{'a':'1'}", "{'a':'1','b':'3'}", "{'a':'1','b':'2','c':'3'}", "{'a1':'','b':'2'}")) {
            world.refuses(
                    ErrorCode.KMS_INVALID_CIPHERTEXT,
                    ALICE,
                    "Decrypt",
                    members("CiphertextBlob", ciphertext, "EncryptionContext", other));
        }
    }

    @Test
    void aChangedByteAnywhereIsFound() {
        byte[] ciphertext = Base64.getDecoder().decode(encrypted("{}"));
        for (int i = 0; i < ciphertext.length; i++) {
            byte[] changed = ciphertext.clone();
            changed[i] ^= 1;
            // Those of the key's id name another key, which is not there.
            ErrorCode expected = i >= 1 && i <= 16 ? ErrorCode.KMS_ACCESS_DENIED : ErrorCode.KMS_INVALID_CIPHERTEXT;
            world.refuses(expected, ALICE, "Decrypt", blob(changed));
        }
        for (int length : new int[] {1, 20, 21, 22, 40, ciphertext.length - 1}) {
            world.refuses(ErrorCode.KMS_INVALID_CIPHERTEXT, ALICE, "Decrypt", blob(Arrays.copyOf(ciphertext, length)));
        }
    }

    private static String blob(byte[] ciphertext) {
        return members("CiphertextBlob", Base64.getEncoder().encodeToString(ciphertext));
    }

    @Test
    void aCiphertextIsForItsKeyItsAccountAndItsRegion() {
        String ciphertext = encrypted("{}");
        String other = world.key(ALICE);
        world.refuses(
                ErrorCode.KMS_INCORRECT_KEY, ALICE, "Decrypt", members("CiphertextBlob", ciphertext, "KeyId", other));
        world.refuses(
                ErrorCode.KMS_NOT_FOUND, ALICE, "Decrypt", members("CiphertextBlob", ciphertext, "KeyId", NOBODYS));
        world.does(ALICE, "Decrypt", members("CiphertextBlob", ciphertext, "KeyId", key));
        world.refuses(ErrorCode.KMS_ACCESS_DENIED, BOB, "Decrypt", members("CiphertextBlob", ciphertext));
        Caller elsewhere = new Caller(ALICE.account(), new Region("us-east-1"), "kms");
        world.refuses(ErrorCode.KMS_ACCESS_DENIED, elsewhere, "Decrypt", members("CiphertextBlob", ciphertext));
    }

    @Test
    void aKeyThatIsDisabledOrGoingSealsAndOpensNothing() {
        String ciphertext = encrypted("{}");
        world.does(ALICE, "DisableKey", named(key));
        nothingWorks(ErrorCode.KMS_DISABLED, ciphertext);
        world.does(ALICE, "ScheduleKeyDeletion", named(key));
        nothingWorks(ErrorCode.KMS_INVALID_STATE, ciphertext);
        world.does(ALICE, "CancelKeyDeletion", named(key));
        world.does(ALICE, "EnableKey", named(key));
        world.does(ALICE, "Decrypt", members("CiphertextBlob", ciphertext));

        world.does(ALICE, "ScheduleKeyDeletion", members("KeyId", key, "PendingWindowInDays", "7"));
        world.now = world.now.plusSeconds(7 * 86_400);
        world.refuses(ErrorCode.KMS_ACCESS_DENIED, ALICE, "Decrypt", members("CiphertextBlob", ciphertext));
    }

    private void nothingWorks(ErrorCode code, String ciphertext) {
        world.refuses(code, ALICE, "Encrypt", members("KeyId", key, "Plaintext", TEXT));
        world.refuses(code, ALICE, "Decrypt", members("CiphertextBlob", ciphertext));
        world.refuses(code, ALICE, "GenerateDataKey", members("KeyId", key, "KeySpec", "AES_256"));
        world.refuses(code, ALICE, "GenerateDataKeyWithoutPlaintext", members("KeyId", key, "KeySpec", "AES_256"));
        world.refuses(code, ALICE, "ReEncrypt", members("CiphertextBlob", ciphertext, "DestinationKeyId", key));
    }

    @Test
    void dataKeysComeOpenAndSealed() {
        JsonNode made = world.ask(
                ALICE,
                "GenerateDataKey",
                members("KeyId", key, "KeySpec", "AES_256", "EncryptionContext", "{'a':'1'}"));
        assertThat(Base64.getDecoder().decode(made.path("Plaintext").asText())).hasSize(32);
        assertThat(made.path("KeyId").asText()).isEqualTo(key);
        assertThat(world.ask(
                                ALICE,
                                "Decrypt",
                                members(
                                        "CiphertextBlob",
                                        made.path("CiphertextBlob").asText(),
                                        "EncryptionContext",
                                        "{'a':'1'}"))
                        .path("Plaintext"))
                .isEqualTo(made.path("Plaintext"));
        JsonNode sealed =
                world.ask(ALICE, "GenerateDataKeyWithoutPlaintext", members("KeyId", key, "NumberOfBytes", "1024"));
        assertThat(sealed.has("Plaintext")).isFalse();
        assertThat(Base64.getDecoder()
                        .decode(world.ask(
                                        ALICE,
                                        "Decrypt",
                                        members(
                                                "CiphertextBlob",
                                                sealed.path("CiphertextBlob").asText()))
                                .path("Plaintext")
                                .asText()))
                .hasSize(1024);
        assertThat(Base64.getDecoder()
                        .decode(world.ask(ALICE, "GenerateDataKey", members("KeyId", key, "KeySpec", "AES_128"))
                                .path("Plaintext")
                                .asText()))
                .hasSize(16);
        for (String bad : List.of(
                named(key),
                members("KeyId", key, "KeySpec", "AES_256", "NumberOfBytes", "32"),
                members("KeyId", key, "KeySpec", "AES_512"),
                members("KeyId", key, "NumberOfBytes", "0"),
                members("KeyId", key, "NumberOfBytes", "1025"))) {
            world.refuses(ErrorCode.KMS_VALIDATION, ALICE, "GenerateDataKey", bad);
            world.refuses(ErrorCode.KMS_VALIDATION, ALICE, "GenerateDataKeyWithoutPlaintext", bad);
        }
    }

    @Test
    void aCiphertextIsSealedAgainByAnotherKey() {
        String other = world.key(ALICE);
        JsonNode again = world.ask(
                ALICE,
                "ReEncrypt",
                members(
                        "CiphertextBlob",
                        encrypted("{'a':'1'}"),
                        "SourceEncryptionContext",
                        "{'a':'1'}",
                        "SourceKeyId",
                        key,
                        "DestinationKeyId",
                        other,
                        "DestinationEncryptionContext",
                        "{'b':'2'}"));
        assertThat(again.path("SourceKeyId").asText()).isEqualTo(key);
        assertThat(again.path("KeyId").asText()).isEqualTo(other);
        assertThat(again.has("Plaintext")).isFalse();
        assertThat(world.ask(
                                ALICE,
                                "Decrypt",
                                members(
                                        "CiphertextBlob",
                                        again.path("CiphertextBlob").asText(),
                                        "EncryptionContext",
                                        "{'b':'2'}",
                                        "KeyId",
                                        other))
                        .path("Plaintext")
                        .asText())
                .isEqualTo(TEXT);
        world.refuses(
                ErrorCode.KMS_INCORRECT_KEY,
                ALICE,
                "ReEncrypt",
                members("CiphertextBlob", encrypted("{}"), "SourceKeyId", other, "DestinationKeyId", other));
        world.refuses(
                ErrorCode.KMS_ACCESS_DENIED,
                ALICE,
                "ReEncrypt",
                members("CiphertextBlob", encrypted("{}"), "DestinationKeyId", world.key(BOB)));
    }

    @Test
    void plaintextsHaveTheirLength() {
        String longest = Base64.getEncoder().encodeToString(new byte[4096]);
        String tooLong = Base64.getEncoder().encodeToString(new byte[4097]);
        world.does(ALICE, "Encrypt", members("KeyId", key, "Plaintext", longest));
        world.refuses(ErrorCode.KMS_VALIDATION, ALICE, "Encrypt", members("KeyId", key, "Plaintext", tooLong));
        world.refuses(ErrorCode.KMS_VALIDATION, ALICE, "Encrypt", members("KeyId", key, "Plaintext", ""));
    }
}
