package dev.origami.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.id.LineageId;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class DiskSecretTest {
    private static final LineageId ONE = new LineageId(1);
    private static final LineageId OTHER = new LineageId(2);
    private static final BlockKeys KEYS = new TestKeys();

    @Test
    void aPassphraseIsThatOfItsLineageAndOfNoOtherUse() throws BlockKeyGoneException {
        String passphrase = DiskSecret.passphrase(KEYS, ONE);
        assertThat(Base64.getDecoder().decode(passphrase)).hasSize(32);
        assertThat(DiskSecret.passphrase(KEYS, ONE)).isEqualTo(passphrase);
        assertThat(DiskSecret.passphrase(KEYS, OTHER)).isNotEqualTo(passphrase);
        assertThat(DiskSecret.derive(KEYS, ONE, "cache", 32))
                .isNotEqualTo(Base64.getDecoder().decode(passphrase))
                .isNotEqualTo(KEYS.of(ONE).getEncoded());
    }

    @Test
    void withoutTheDataKeyThereIsNone() {
        assertThatThrownBy(() -> DiskSecret.passphrase(BlockKeys.NONE, ONE)).isInstanceOf(BlockKeyGoneException.class);
    }
}
