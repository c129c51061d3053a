package dev.origami.image;

import dev.origami.account.Caller;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The SQL of what accounts set for their images of a region. */
final class AccountSettingsTable {
    private AccountSettingsTable() {}

    static boolean isPublicAccessBlocked(Handle sql, Caller caller) {
        return sql.select(
                        "SELECT block_public_access FROM account_image_settings WHERE account = ? AND region = ?",
                        caller.account().value(),
                        caller.region().name())
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    static void blockPublicAccess(Handle sql, Caller caller, boolean block) {
        sql.execute("""
                INSERT INTO account_image_settings (account, region, block_public_access) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET block_public_access = excluded.block_public_access""", caller.account().value(), caller.region().name(), block);
    }

    static AllowedImages allowedImages(Handle sql, Caller caller) {
        AllowedImages.State state = sql.select(
                        "SELECT allowed_images FROM account_image_settings WHERE account = ? AND region = ?",
                        caller.account().value(),
                        caller.region().name())
                .map((row, _) -> AllowedImages.State.parse(row.getString(1)))
                .findOne()
                .orElse(AllowedImages.State.DISABLED);
        List<ImageCriterion> criteria = sql.select(
                        "SELECT * FROM account_image_criterion WHERE account = ? AND region = ? ORDER BY position",
                        caller.account().value(),
                        caller.region().name())
                .map((row, _) -> criterion(row))
                .list();
        return new AllowedImages(state, criteria);
    }

    static void allowedImages(Handle sql, Caller caller, AllowedImages.State state) {
        sql.execute("""
                INSERT INTO account_image_settings (account, region, allowed_images) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET allowed_images = excluded.allowed_images""", caller.account().value(), caller.region().name(), state.wire());
    }

    static void replaceCriteria(Handle sql, Caller caller, List<ImageCriterion> criteria) {
        sql.execute(
                "DELETE FROM account_image_criterion WHERE account = ? AND region = ?",
                caller.account().value(),
                caller.region().name());
        if (criteria.isEmpty()) {
            return;
        }
        PreparedBatch batch = sql.prepareBatch("""
                INSERT INTO account_image_criterion (account, region, position, providers, product_codes, names,
                    days_since_deprecated, days_since_created)
                VALUES (:account, :region, :position, :providers, :codes, :names, :deprecated, :created)""");
        for (int position = 0; position < criteria.size(); position++) {
            ImageCriterion criterion = criteria.get(position);
            PreparedBatch _ = batch.bind("account", caller.account().value())
                    .bind("region", caller.region().name())
                    .bind("position", position)
                    .bind("providers", String.join("\n", criterion.providers()))
                    .bind("codes", String.join("\n", criterion.productCodes()))
                    .bind("names", String.join("\n", criterion.names()))
                    .bind("deprecated", criterion.daysSinceDeprecated())
                    .bind("created", criterion.daysSinceCreated())
                    .add();
        }
        int[] _ = batch.execute();
    }

    private static ImageCriterion criterion(ResultSet row) throws SQLException {
        return new ImageCriterion(
                row.getString("providers").lines().toList(),
                row.getString("product_codes").lines().toList(),
                row.getString("names").lines().toList(),
                integer(row, "days_since_deprecated"),
                integer(row, "days_since_created"));
    }

    private static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }
}
