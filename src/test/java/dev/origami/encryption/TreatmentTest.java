package dev.origami.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AccountId;
import dev.origami.id.LineageId;
import dev.origami.id.Region;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of source sections 3.2 and 7.1, row by row. */
class TreatmentTest {
    private static final AccountId ALICE = new AccountId("111111111111");
    private static final AccountId BOB = new AccountId("222222222222");
    private static final Region HERE = new Region("eu-west-1");
    private static final Region THERE = new Region("us-east-1");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // source,   Encrypted, KmsKeyId, by default, comes out
                "plain,      -,     -,    false, plain",
                "plain,      false, -,    false, plain",
                "plain,      true,  -,    false, anew under default",
                "plain,      true,  some, false, anew under some",
                "plain,      -,     -,    true,  anew under default",
                "plain,      false, -,    true,  anew under default",
                "plain,      true,  -,    true,  anew under default",
                "plain,      true,  some, true,  anew under some",
                "own,        -,     -,    false, same",
                "own,        false, -,    false, same",
                "own,        true,  -,    false, same",
                "own,        true,  some, false, anew under some",
                "own,        -,     -,    true,  same",
                "elsewhere,  -,     -,    false, anew under default",
                "elsewhere,  true,  -,    false, anew under default",
                "elsewhere,  true,  some, false, anew under some",
                "of another, -,     -,    false, anew under default",
                "of another, false, -,    false, anew under default",
                "of another, true,  -,    false, anew under default",
                "of another, true,  some, false, anew under some",
                "of another, -,     -,    true,  anew under default"
            })
    void whatIsMadeOfASource(
            String source, @Nullable Boolean encrypted, @Nullable String key, boolean byDefault, String outcome) {
        Treatment treatment = Treatment.of(
                new Caller(ALICE, HERE, "ec2"), source(source), new EncryptionWish(encrypted, key), byDefault);

        assertThat(text(treatment)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-", "false"})
    void aKeyNeedsTheFlag(@Nullable Boolean encrypted) {
        assertThatThrownBy(() -> new EncryptionWish(encrypted, "some"))
                .isInstanceOfSatisfying(ApiException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_PARAMETER_DEPENDENCY);
                    assertThat(refusal.text())
                            .isEqualTo("The parameter KmsKeyId requires the parameter Encrypted to be set.");
                });
    }

    @Test
    void blocksAreSealedAgainWhereTheLineageIsAnother() {
        Lineage own = lineage(1, ALICE, HERE);
        Lineage other = lineage(2, ALICE, HERE);

        assertThat(new Begun(null, null).differsFrom(null)).isFalse();
        assertThat(new Begun(own, null).differsFrom(own)).isFalse();
        assertThat(new Begun(own, null).differsFrom(null)).isTrue();
        assertThat(new Begun(own, null).differsFrom(other)).isTrue();
    }

    private static @Nullable Lineage source(String name) {
        return switch (name) {
            case "plain" -> null;
            case "own" -> lineage(1, ALICE, HERE);
            case "elsewhere" -> lineage(1, ALICE, THERE);
            case "of another" -> lineage(1, BOB, HERE);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Lineage lineage(int number, AccountId account, Region region) {
        return new Lineage(new LineageId(number), account, region, "key", "data-key-" + number);
    }

    private static String text(Treatment treatment) {
        return switch (treatment) {
            case Treatment.Plain _ -> "plain";
            case Treatment.Same _ -> "same";
            case Treatment.Anew anew -> "anew under " + (anew.key() == null ? "default" : anew.key());
        };
    }
}
