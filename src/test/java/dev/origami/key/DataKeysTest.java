package dev.origami.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.config.DatabaseLimits;
import dev.origami.config.KeyLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AccountId;
import dev.origami.id.Region;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of lineages of blocks. */
class DataKeysTest {
    private static final Caller ALICE = new Caller(new AccountId("111111111111"), new Region("eu-west-1"), "ec2");
    private static final Caller BOB = new Caller(new AccountId("222222222222"), new Region("eu-west-1"), "ec2");
    private static final String LINEAGE = "lineage-1";

    @TempDir
    private Path directory;

    private Database database;
    private KeyRules rules;
    private Instant now = Instant.parse("2026-01-31T09:14:22Z");

    @BeforeEach
    void open() {
        database = Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults());
        rules = KeyRules.of(MasterKey.in(directory), () -> now, KeyLimits.defaults());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Key create() {
        return database.write(transaction -> rules.keys().create(transaction, ALICE, ""));
    }

    private DataKey dataKey(Caller caller, Key key) {
        return database.read(sql -> rules.dataKeys().dataKey(sql, caller, key.arn(), LINEAGE));
    }

    private SecretKey unwrap(Caller caller, DataKey key, String lineage) {
        return database.read(sql -> rules.dataKeys().unwrap(sql, caller, key.wrapped(), lineage));
    }

    private static void refuses(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @Test
    void aLineagesKeyOpensAgainAndForNoOtherLineage() {
        Key key = create();
        DataKey made = dataKey(ALICE, key);
        assertThat(made.key()).isEqualTo(key);
        assertThat(made.plaintext().getEncoded()).hasSize(32);
        assertThat(made.wrapped()).hasSizeLessThan(256);
        assertThat(unwrap(ALICE, made, LINEAGE)).isEqualTo(made.plaintext());
        assertThat(dataKey(ALICE, key).plaintext()).isNotEqualTo(made.plaintext());
        refuses(ErrorCode.KMS_INVALID_CIPHERTEXT, () -> unwrap(ALICE, made, "lineage-2"));
    }

    @Test
    void theServicesOwnKeyIsUsedForItsAccountOnly() {
        Key own = database.write(transaction -> rules.keys().ofVolumes(transaction, ALICE));
        Key again = database.write(transaction -> rules.keys().ofVolumes(transaction, ALICE));
        assertThat(again).isEqualTo(own);
        DataKey made = dataKey(ALICE, own);
        assertThat(unwrap(ALICE, made, LINEAGE)).isEqualTo(made.plaintext());
        refuses(ErrorCode.KMS_ACCESS_DENIED, () -> unwrap(BOB, made, LINEAGE));
        refuses(ErrorCode.KMS_ACCESS_DENIED, () -> dataKey(BOB, own));
    }

    @Test
    void aSharedKeyOpensForWhomItIsSharedWith() {
        Key key = create();
        DataKey made = dataKey(ALICE, key);
        refuses(ErrorCode.KMS_ACCESS_DENIED, () -> unwrap(BOB, made, LINEAGE));
        Grant grant = database.write(transaction -> rules.grants()
                .create(
                        transaction,
                        ALICE,
                        key,
                        new GrantTerms(
                                "",
                                BOB.account(),
                                Optional.empty(),
                                Set.of(GrantOperation.DECRYPT),
                                EncryptionContext.NONE,
                                EncryptionContext.NONE)));
        assertThat(unwrap(BOB, made, LINEAGE)).isEqualTo(made.plaintext());
        refuses(ErrorCode.KMS_ACCESS_DENIED, () -> dataKey(BOB, key));
        database.writing(transaction -> rules.grants().delete(transaction, grant));
        refuses(ErrorCode.KMS_ACCESS_DENIED, () -> unwrap(BOB, made, LINEAGE));
    }

    @Test
    void aKeyThatIsDisabledGoingOrGoneOpensNothing() {
        Key key = create();
        DataKey made = dataKey(ALICE, key);
        database.writing(transaction -> rules.keys().disable(transaction, key));
        refuses(ErrorCode.KMS_DISABLED, () -> unwrap(ALICE, made, LINEAGE));
        refuses(ErrorCode.KMS_DISABLED, () -> dataKey(ALICE, key));
        Instant date = database.write(transaction -> rules.keys().scheduleDeletion(transaction, key, 7));
        refuses(ErrorCode.KMS_INVALID_STATE, () -> unwrap(ALICE, made, LINEAGE));
        now = date;
        refuses(ErrorCode.KMS_ACCESS_DENIED, () -> unwrap(ALICE, made, LINEAGE));
        refuses(ErrorCode.KMS_NOT_FOUND, () -> dataKey(ALICE, key));
    }
}
