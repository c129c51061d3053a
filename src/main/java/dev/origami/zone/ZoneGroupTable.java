package dev.origami.zone;

import dev.origami.id.AccountId;
import dev.origami.id.Region;
import java.util.HashSet;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The rows of {@code zone_group_opt_in}. */
final class ZoneGroupTable {
    private ZoneGroupTable() {}

    static Set<String> optedIn(Handle sql, AccountId account, Region region) {
        return new HashSet<>(sql.select(
                        "SELECT group_name FROM zone_group_opt_in WHERE account = ? AND region = ?",
                        account.value(),
                        region.name())
                .mapTo(String.class)
                .list());
    }

    static void insert(Handle sql, AccountId account, Region region, String group) {
        sql.execute(
                "INSERT INTO zone_group_opt_in (account, region, group_name) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                account.value(),
                region.name(),
                group);
    }
}
