package dev.origami.workflow;

import dev.origami.workflow.Run.Direction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The rows of {@code workflow_run}. */
final class RunTable {
    private RunTable() {}

    /** Begins a new life of the engine; rows of an older one can no longer be changed by it. */
    static long nextGeneration(Handle sql) {
        sql.execute("UPDATE workflow_engine SET generation = generation + 1");
        long generation = sql.select("SELECT generation FROM workflow_engine")
                .mapTo(Long.class)
                .one();
        sql.execute("UPDATE workflow_run SET generation = ? WHERE state = 'running'", generation);
        return generation;
    }

    static RunId insert(
            Handle sql, String kind, String arguments, @Nullable String lock, long generation, Instant now) {
        return sql.createQuery("""
                        INSERT INTO workflow_run (kind, arguments, state, direction, step, generation, lock,
                                                  submitted_at, updated_at)
                        VALUES (:kind, :arguments, 'running', 'forward', 0, :generation, :lock, :now, :now)
                        RETURNING id""")
                .bind("kind", kind)
                .bind("arguments", arguments)
                .bind("generation", generation)
                .bind("lock", lock)
                .bind("now", now.toString())
                .mapTo(Long.class)
                .map(RunId::new)
                .one();
    }

    static Optional<Run> find(Handle sql, RunId id) {
        return sql.select("SELECT * FROM workflow_run WHERE id = ?", id.number())
                .map(RunTable::run)
                .findOne();
    }

    static List<Run> inState(Handle sql, RunState state) {
        return sql.select("SELECT * FROM workflow_run WHERE state = ? ORDER BY id", text(state))
                .map(RunTable::run)
                .list();
    }

    /** The runs that want the lock, in their order; the first one has it. */
    static List<Run> wanting(Handle sql, String lock) {
        return sql.select("SELECT * FROM workflow_run WHERE state = 'running' AND lock = ? ORDER BY id", lock)
                .map(RunTable::run)
                .list();
    }

    /** Whether the row was there and belongs to this generation. */
    static boolean update(Handle sql, Run run, long generation, Instant now) {
        return sql.createUpdate("""
                        UPDATE workflow_run
                        SET state = :state, direction = :direction, step = :step, lock = :lock, cancelled = :cancelled,
                            error_code = :code, error_message = :message, updated_at = :now
                        WHERE id = :id AND generation = :generation""")
                        .bind("state", text(run.state()))
                        .bind("direction", run.direction() == Direction.FORWARD ? "forward" : "backward")
                        .bind("step", run.step())
                        .bind("lock", run.lock())
                        .bind("cancelled", run.cancelled())
                        .bind(
                                "code",
                                run.failure() == null ? null : run.failure().code())
                        .bind(
                                "message",
                                run.failure() == null ? null : run.failure().message())
                        .bind("now", now.toString())
                        .bind("id", run.id().number())
                        .bind("generation", generation)
                        .execute()
                == 1;
    }

    static boolean delete(Handle sql, RunId id, long generation) {
        return sql.execute("DELETE FROM workflow_run WHERE id = ? AND generation = ?", id.number(), generation) == 1;
    }

    private static Run run(java.sql.ResultSet row, StatementContext context) throws java.sql.SQLException {
        String code = row.getString("error_code");
        return new Run(
                new RunId(row.getLong("id")),
                row.getString("kind"),
                row.getString("arguments"),
                state(row.getString("state")),
                row.getString("direction").equals("forward") ? Direction.FORWARD : Direction.BACKWARD,
                row.getInt("step"),
                row.getString("lock"),
                row.getString("cancelled"),
                code == null ? null : new Failure(code, row.getString("error_message")));
    }

    private static String text(RunState state) {
        return switch (state) {
            case RUNNING -> "running";
            case UNDONE -> "undone";
            case STUCK -> "stuck";
        };
    }

    private static RunState state(String text) {
        return switch (text) {
            case "running" -> RunState.RUNNING;
            case "undone" -> RunState.UNDONE;
            case "stuck" -> RunState.STUCK;
            default -> throw new IllegalStateException("state of a run: " + text);
        };
    }
}
