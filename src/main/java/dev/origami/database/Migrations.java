package dev.origami.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Brings the schema up to date, forward only: the files named in {@code db/migrations}, in that order, each once and
 * each in a transaction of its own. A database that knows more files than this program is refused.
 */
final class Migrations {
    private Migrations() {}

    static void apply(Database database) {
        List<String> names =
                read("migrations").lines().filter(line -> !line.isBlank()).toList();
        int applied = database.write(transaction -> appliedSoFar(transaction.sql(), names));
        for (int i = applied; i < names.size(); i++) {
            int number = i + 1;
            String name = names.get(i);
            database.writing(transaction -> {
                run(transaction.sql(), read(name));
                transaction.sql().execute("INSERT INTO schema_migration (number, name) VALUES (?, ?)", number, name);
            });
        }
    }

    private static int appliedSoFar(Handle sql, List<String> names) {
        sql.execute("CREATE TABLE IF NOT EXISTS schema_migration "
                + "(number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT");
        List<String> applied = sql.select("SELECT name FROM schema_migration ORDER BY number")
                .mapTo(String.class)
                .list();
        if (applied.size() > names.size() || !names.subList(0, applied.size()).equals(applied)) {
            throw new IllegalStateException("the database was written by another version of Origami (schema "
                    + applied.size() + "); this one knows " + names.size() + ". Use that version, or newer.");
        }
        return applied.size();
    }

    /** SQLite takes a script as it is: to have it parsed first would take longer than to run it. */
    private static void run(Handle sql, String script) {
        try (Statement statement = sql.getConnection().createStatement()) {
            int _ = statement.executeUpdate(script);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(String name) {
        try (InputStream in = Migrations.class.getResourceAsStream("/db/" + name)) {
            if (in == null) {
                throw new IllegalStateException("missing in the program: db/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
