package dev.origami.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.config.DatabaseLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.id.AccountId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path directory;

    private Database database;
    private Accounts accounts;

    @BeforeEach
    void open() {
        database = Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults());
        accounts = new Accounts(database, () -> NOW);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void anAccountHasAKeyFromItsBeginning() {
        Account account = accounts.create("build", Optional.empty());
        AccessKey key = accounts.keyOf(account.id());
        assertThat(key.id()).matches("AKIA[A-Z2-7]{16}");
        assertThat(key.secret()).hasSize(40);
        assertThat(key.toString()).doesNotContain(key.secret());
        assertThat(accounts.find(key.id())).contains(key);
        // A fresh look at what is stored, past what was remembered.
        assertThat(new Accounts(database, () -> NOW).find(key.id())).contains(key);
        assertThat(accounts.find("AKIANOBODY")).isEmpty();
        assertThat(accounts.find(account.id())).contains(new Account(account.id(), "build", NOW));
    }

    @Test
    void theDefaultAccountIsMadeOnce() {
        Account account = accounts.defaultAccount();
        assertThat(account.name()).isEqualTo("default");
        assertThat(accounts.defaultAccount()).isEqualTo(account);
        assertThat(accounts.list()).containsExactly(account);
    }

    @Test
    void namesAndIdsAreUnique() {
        AccountId id = new AccountId("000000000001");
        accounts.create("a", Optional.of(id));
        assertThatThrownBy(() -> accounts.create("a", Optional.empty())).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> accounts.create("b", Optional.of(id))).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> accounts.create("no spaces", Optional.empty())).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> accounts.create("123456789012", Optional.empty()))
                .isInstanceOf(ApiException.class);
        assertThat(accounts.withId(id).name()).isEqualTo("a");
        assertThat(accounts.withId(new AccountId("123456789012")).name()).isEqualTo("123456789012");
        assertThat(accounts.named("123456789012")).isPresent();
    }
}
