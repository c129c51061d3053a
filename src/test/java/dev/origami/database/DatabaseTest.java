package dev.origami.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.config.DatabaseLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    @TempDir
    private Path directory;

    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults());
        database.writing(tx -> tx.sql().execute("CREATE TABLE counter (n INTEGER NOT NULL)"));
        database.writing(tx -> tx.sql().execute("INSERT INTO counter VALUES (0)"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void writesOfManyCallersAllCount() throws Exception {
        List<Callable<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            callers.add(() -> database.write(tx -> tx.sql().execute("UPDATE counter SET n = n + 1")));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> future : threads.invokeAll(callers)) {
                assertThat(future.get()).isEqualTo(1);
            }
        }
        assertThat(database.read(DatabaseTest::counter)).isEqualTo(64);
    }

    @Test
    void whatIsThrownRollsBackAndComesOutUnchanged() {
        ApiException refused = new ApiException(ErrorCode.INVALID_REQUEST, "no");
        List<String> told = new ArrayList<>();
        assertThatThrownBy(() -> database.writing(tx -> {
                    tx.sql().execute("UPDATE counter SET n = 7");
                    tx.afterCommit(() -> told.add("committed"));
                    throw refused;
                }))
                .isSameAs(refused);
        assertThat(database.read(DatabaseTest::counter)).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void aDryRunChecksAndWritesNothing() {
        assertThatThrownBy(() -> DryRun.run(() -> database.write(tx -> tx.sql().execute("UPDATE counter SET n = 7"))))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DRY_RUN_OPERATION));
        assertThat(database.read(DatabaseTest::counter)).isZero();
    }

    @Test
    void aTransactionInsideOfATransactionIsABug() {
        assertThatThrownBy(() -> database.writing(tx -> database.read(DatabaseTest::counter)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void readersCannotWrite() {
        assertThatThrownBy(() -> database.read(sql -> sql.execute("UPDATE counter SET n = 7")))
                .hasMessageContaining("readonly");
    }

    @Test
    void aDatabaseOfANewerProgramIsRefused() {
        database.writing(tx -> tx.sql().execute("INSERT INTO schema_migration VALUES (999, 'later.sql')"));
        database.close();
        assertThatThrownBy(() -> Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults()))
                .hasMessageContaining("another version");
    }

    private static int counter(Handle sql) {
        return sql.select("SELECT n FROM counter").mapTo(Integer.class).one();
    }
}
