package dev.origami.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.AccessKey;
import dev.origami.account.Account;
import dev.origami.account.Accounts;
import dev.origami.account.Caller;
import dev.origami.config.DatabaseLimits;
import dev.origami.database.Database;
import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.protocol.WireRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnyKeyTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final AccountId NONE = new AccountId("000000000000");

    @TempDir
    private Path directory;

    private Database database;
    private Accounts accounts;
    private AnyKey check;

    @BeforeEach
    void open() {
        database = Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults());
        accounts = new Accounts(database, () -> NOW);
        check = new AnyKey(
                accounts,
                region -> region.name().startsWith("eu-") || region.name().equals("us-east-1"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static WireRequest request(String keyId) {
        return new SignedRequests(new AccessKey(keyId, NONE, "whatever"), NOW.minusSeconds(90_000))
                .action("X", "2016-11-15")
                .signed();
    }

    @Test
    void keysNameTheirAccounts() throws AuthFaultException {
        Account build = accounts.create("build", Optional.empty());
        assertThat(check.caller(request(accounts.keyOf(build.id()).id())).account())
                .isEqualTo(build.id());
        assertThat(check.caller(request("123456789012")).account()).isEqualTo(new AccountId("123456789012"));
        assertThat(accounts.named("123456789012")).isPresent();
        assertThat(check.caller(request("test")))
                .isEqualTo(new Caller(accounts.defaultAccount().id(), new Region("eu-west-1"), "ec2"));
    }

    @Test
    void withoutASignatureItIsTheDefault() throws AuthFaultException {
        WireRequest none = SignedRequests.withHeader(request("test"), "authorization", null);
        Caller expected = new Caller(accounts.defaultAccount().id(), new Region("us-east-1"), "ec2");
        assertThat(check.caller(none)).isEqualTo(expected);
        assertThat(check.caller(SignedRequests.withHeader(none, "authorization", "Bearer x")))
                .isEqualTo(expected);
        assertThat(check.caller(SignedRequests.withTarget(none, "/snapshots", ""))
                        .service())
                .isEqualTo("ebs");
        assertThat(check.caller(SignedRequests.withBody(none, "Version=2011-06-15"))
                        .service())
                .isEqualTo("sts");
    }

    @Test
    void regionsMustExistAllTheSame() {
        SignedRequests request = new SignedRequests(new AccessKey("test", NONE, "x"), NOW);
        request.region = "mars-north-1";
        assertThatThrownBy(() -> check.caller(request.signed())).hasMessageContaining("mars-north-1");
    }
}
