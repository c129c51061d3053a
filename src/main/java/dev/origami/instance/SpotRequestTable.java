package dev.origami.instance;

import dev.origami.database.Condition;
import dev.origami.database.Pieces;
import dev.origami.id.AccountId;
import dev.origami.id.InstanceId;
import dev.origami.id.Region;
import dev.origami.id.SpotRequestId;
import dev.origami.instance.SpotRequest.State;
import dev.origami.instance.SpotRequest.Status;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/** The rows of {@code spot_request}. */
final class SpotRequestTable {
    private SpotRequestTable() {}

    static void insert(Handle sql, SpotRequest request) {
        BigDecimal price = request.wish().maxPrice();
        sql.execute(
                "INSERT INTO spot_request VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                request.id().value(),
                request.instance().value(),
                request.wish().persistent(),
                request.wish().stops(),
                price == null ? null : price.toPlainString(),
                request.state().wire(),
                request.status().name(),
                request.statusTime().toString(),
                request.createTime().toString());
    }

    static void set(Handle sql, SpotRequestId id, State state, Status status, Instant now) {
        sql.execute(
                "UPDATE spot_request SET state = ?, status = ?, status_time = ? WHERE id = ?",
                state.wire(),
                status.name(),
                now.toString(),
                id.value());
    }

    static List<SpotRequest> of(Handle sql, AccountId account, Region region) {
        return sql.select("""
                        SELECT s.* FROM spot_request s JOIN instance i ON i.id = s.instance
                        WHERE i.owner = ? AND i.region = ? ORDER BY s.id""", account.value(), region.name())
                .map((row, _) -> read(row))
                .list();
    }

    static List<SpotRequest> ofInstances(Handle sql, List<String> instances) {
        return Pieces.read(
                instances,
                some -> Condition.in("s.instance", some)
                        .query(sql, "SELECT s.* FROM spot_request s WHERE %s")
                        .map((row, _) -> read(row))
                        .list());
    }

    private static SpotRequest read(ResultSet row) throws SQLException {
        String price = row.getString("max_price");
        return new SpotRequest(
                new SpotRequestId(row.getString("id")),
                new InstanceId(row.getString("instance")),
                new SpotWish(
                        row.getBoolean("persistent"),
                        row.getBoolean("stops"),
                        price == null ? null : new BigDecimal(price)),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                Status.valueOf(row.getString("status")),
                Instant.parse(row.getString("status_time")),
                Instant.parse(row.getString("create_time")));
    }
}
