package dev.origami.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.config.ApiLimits;
import dev.origami.config.DatabaseLimits;
import dev.origami.database.Database;
import dev.origami.database.Slice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first look at a change waits for what comes of it; all other looks do not. */
class SettlingTest {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory;

    private Database database;
    private final AtomicReference<String> state = new AtomicReference<>("pending");
    private final CountDownLatch looked = new CountDownLatch(2);

    @BeforeEach
    void open() {
        database = Database.open(directory.resolve("db"), DatabaseLimits.defaults());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Settling settling(Duration patience) {
        ApiLimits limits = ApiLimits.defaults();
        return new Settling(
                database,
                new ApiLimits(
                        limits.filters(),
                        limits.filterValues(),
                        limits.filterValueLength(),
                        limits.idsPerCall(),
                        limits.pageTokenLife(),
                        limits.clientTokenLife(),
                        limits.clientTokenLength(),
                        patience,
                        limits.settleAtOnce(),
                        limits.settleRemembered()));
    }

    private String look(Settling settling, List<String> ids) {
        return settling.look(
                        ids,
                        _ -> {
                            looked.countDown();
                            return new Slice<>(List.of(state.get()), null);
                        },
                        SettlingTest::change)
                .items()
                .getFirst();
    }

    private static @Nullable String change(String state) {
        return state.equals("pending") ? "i-1" : null;
    }

    @Test
    void theFirstLookIsAnsweredWhenTheChangeHasCome() throws Exception {
        Settling settling = settling(Duration.ofSeconds(PATIENCE_SECONDS));
        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> look(settling, List.of("i-1")));
        // Something else is written: it looks once more, and goes on waiting.
        while (looked.getCount() > 0) {
            database.writing(_ -> {});
        }
        assertThat(first).isNotDone();
        state.set("running");
        database.writing(_ -> {});
        assertThat(first.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("running");
    }

    @Test
    void aLaterLookIsAnsweredAtOnce() throws Exception {
        Settling settling = settling(Duration.ofDays(1));
        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> look(settling, List.of("i-1")));
        while (looked.getCount() > 0) {
            database.writing(_ -> {});
        }
        assertThat(look(settling, List.of("i-1"))).isEqualTo("pending");
        state.set("running");
        database.writing(_ -> {});
        assertThat(first.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("running");
    }

    @Test
    void whoNamesNothingIsAnsweredAtOnce() {
        assertThat(look(settling(Duration.ofDays(1)), List.of())).isEqualTo("pending");
    }

    @Test
    void whatDoesNotComeIsAnsweredAsItIs() {
        assertThat(look(settling(Duration.ofMillis(1)), List.of("i-1"))).isEqualTo("pending");
    }
}
