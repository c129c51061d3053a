package dev.origami.encryption;

import dev.origami.id.AccountId;
import dev.origami.id.LineageId;
import dev.origami.id.Region;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The lineage of a row, where a query joins {@code lineage}. */
public final class LineageColumns {
    /** What such a query selects, in names that nothing else has. */
    public static final String SELECTED = """
            lineage.number AS lineage_number, lineage.account AS lineage_account, lineage.region AS lineage_region,
            lineage.key_arn AS lineage_key, lineage.data_key_id AS lineage_data_key_id
            """;

    private LineageColumns() {}

    /** Null where the row has none. */
    public static @Nullable Lineage read(ResultSet row) throws SQLException {
        return row.getObject("lineage_number") == null ? null : one(row);
    }

    /** Of a row that has one. */
    public static Lineage one(ResultSet row) throws SQLException {
        return new Lineage(
                new LineageId(row.getInt("lineage_number")),
                new AccountId(row.getString("lineage_account")),
                new Region(row.getString("lineage_region")),
                row.getString("lineage_key"),
                row.getString("lineage_data_key_id"));
    }
}
