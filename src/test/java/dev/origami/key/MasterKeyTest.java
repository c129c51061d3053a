package dev.origami.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.config.DatabaseLimits;
import dev.origami.config.KeyLimits;
import dev.origami.database.Database;
import dev.origami.id.AccountId;
import dev.origami.id.Region;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that all keys lie under: made once, closed to others, and never another one without a word. */
class MasterKeyTest {
    private static final Caller ALICE = new Caller(new AccountId("111111111111"), new Region("eu-west-1"), "kms");

    @TempDir
    private Path directory;

    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static KeyRules rules(MasterKey master) {
        return KeyRules.of(master, InstantSource.system(), KeyLimits.defaults());
    }

    private Key create(MasterKey master) {
        return database.write(transaction -> rules(master).keys().create(transaction, ALICE, ""));
    }

    private Sealed seal(MasterKey master, Key key) {
        return database.read(sql ->
                rules(master).encryption().encrypt(sql, ALICE, key.arn(), new byte[] {1}, EncryptionContext.NONE));
    }

    private void check(MasterKey master) {
        boolean _ = database.read(sql -> {
            master.check(sql);
            return true;
        });
    }

    private Path file(String name, String content, String mode) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void itIsMadeWhenAKeyNeedsItAndFoundAgain() throws IOException {
        Path file = directory.resolve("master.key");
        check(MasterKey.in(directory));
        assertThat(file).doesNotExist();

        Key key = create(MasterKey.in(directory));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String made = Files.readString(file);
        byte[] sealed = seal(MasterKey.in(directory), key).ciphertext();
        check(MasterKey.in(directory));
        Key _ = create(MasterKey.in(directory));
        assertThat(Files.readString(file)).isEqualTo(made);
        byte[] opened = database.read(sql -> rules(MasterKey.given(file))
                .encryption()
                .decrypt(sql, ALICE, sealed, Optional.empty(), EncryptionContext.NONE)
                .plaintext());
        assertThat(opened).containsExactly(1);
    }

    @Test
    void whatIsInTheDatabaseOpensNothing() {
        Key key = create(MasterKey.in(directory));
        byte[] wrapped = database.read(sql -> sql.select("SELECT wrapped FROM kms_key_material")
                .mapTo(byte[].class)
                .one());
        byte[] again = database.read(sql -> {
            KeyMaterial materials = new KeyMaterial(MasterKey.in(directory));
            return materials.current(sql, key.id()).bits().getEncoded();
        });
        assertThat(again).hasSize(32);
        assertThat(wrapped).hasSize(12 + 32 + 16);
        assertThat(new String(wrapped, StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(again, StandardCharsets.ISO_8859_1));
    }

    @Test
    void anotherOneIsToldAtTheStartAndAtUse() throws IOException {
        Key key = create(MasterKey.in(directory));
        MasterKey other = MasterKey.given(file("other.key", "A".repeat(43) + "=\n", "rw-------"));
        assertThatThrownBy(() -> check(other))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("other.key")
                .hasMessageContaining("--master-key");
        assertThatThrownBy(() -> seal(other, key)).isInstanceOf(MasterKeyException.class);
        assertThatThrownBy(() -> create(other)).isInstanceOf(MasterKeyException.class);
    }

    @Test
    void oneThatIsGoneIsNotMadeAnew() throws IOException {
        Key key = create(MasterKey.in(directory));
        Path file = directory.resolve("master.key");
        Path saved = Files.move(file, directory.resolve("saved.key"));
        assertThatThrownBy(() -> check(MasterKey.in(directory))).hasMessageContaining("Put it back");
        assertThatThrownBy(() -> create(MasterKey.in(directory))).hasMessageContaining("Put it back");
        assertThat(file).doesNotExist();
        Path _ = Files.move(saved, file, StandardCopyOption.ATOMIC_MOVE);
        assertThatCode(() -> check(MasterKey.in(directory))).doesNotThrowAnyException();
        assertThat(seal(MasterKey.in(directory), key).key()).isEqualTo(key);
    }

    @Test
    void theOperatorsMustBeThereBeOneAndBeClosed() throws IOException {
        assertThatThrownBy(() -> check(MasterKey.given(directory.resolve("none.key"))))
                .hasMessageContaining("none.key")
                .hasMessageContaining("/dev/urandom");
        String good = "B".repeat(43) + "=";
        Path open = file("open.key", good, "rw-r-----");
        assertThatThrownBy(() -> check(MasterKey.given(open))).hasMessageContaining("chmod 600");
        for (String bad : new String[] {"", "B".repeat(40), "!".repeat(44), "B".repeat(5000)}) {
            Path file = file("bad.key", bad, "rw-------");
            assertThatThrownBy(() -> check(MasterKey.given(file))).hasMessageContaining("no master key");
        }
        MasterKey given = MasterKey.given(file("good.key", good, "r--------"));
        check(given);
        Key key = create(given);
        assertThat(seal(given, key).key()).isEqualTo(key);
        assertThat(directory.resolve("master.key")).doesNotExist();
    }

    @Test
    void aRowOfAnotherKeyIsNotTaken() {
        Key one = create(MasterKey.in(directory));
        Key other = create(MasterKey.in(directory));
        database.writing(transaction -> transaction
                .sql()
                .execute(
                        "UPDATE kms_key_material SET wrapped = (SELECT wrapped FROM kms_key_material WHERE key_id = ?) "
                                + "WHERE key_id = ?",
                        one.id().value(),
                        other.id().value()));
        assertThatThrownBy(() -> seal(MasterKey.in(directory), other)).hasMessageContaining("does not open");
    }
}
