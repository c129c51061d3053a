package dev.origami.database;

import dev.origami.text.Wildcard;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;

/** What the database's SQL does not have of itself. */
final class SqlFunctions {
    /** {@code matches_wildcard(pattern, text)}, as {@link Wildcard} has it: 0 or 1, and 0 for null. */
    static final String MATCHES_WILDCARD = "matches_wildcard";

    private SqlFunctions() {}

    static void addTo(Connection connection) {
        try {
            Function.create(connection, MATCHES_WILDCARD, new MatchesWildcard(), 2, Function.FLAG_DETERMINISTIC);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection has one thread at a time, and asks of many texts in a row with the same pattern. */
    private static final class MatchesWildcard extends Function {
        private @Nullable Wildcard last;

        @Override
        protected void xFunc() throws SQLException {
            String pattern = value_text(0);
            String text = value_text(1);
            Wildcard wildcard = last;
            if (wildcard == null || !wildcard.source().equals(pattern)) {
                wildcard = Wildcard.of(pattern);
                last = wildcard;
            }
            result(text != null && wildcard.matches(text) ? 1 : 0);
        }
    }
}
