package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.InternetGatewayId;
import dev.origami.id.Region;
import dev.origami.id.VpcId;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of {@code internet_gateway}. */
final class InternetGatewayTable {
    private InternetGatewayTable() {}

    static void insert(Handle sql, InternetGateway gateway) {
        VpcId vpc = gateway.vpc();
        sql.execute(
                "INSERT INTO internet_gateway (id, account, region, vpc) VALUES (?, ?, ?, ?)",
                gateway.id().value(),
                gateway.account().value(),
                gateway.region().name(),
                vpc == null ? null : vpc.value());
    }

    static void setVpc(Handle sql, InternetGatewayId id, @Nullable VpcId vpc) {
        sql.execute("UPDATE internet_gateway SET vpc = ? WHERE id = ?", vpc == null ? null : vpc.value(), id.value());
    }

    static void delete(Handle sql, InternetGatewayId id) {
        sql.execute("DELETE FROM internet_gateway WHERE id = ?", id.value());
    }

    static List<InternetGateway> of(Handle sql, AccountId account, Region region) {
        return sql.select(
                        "SELECT * FROM internet_gateway WHERE account = ? AND region = ? ORDER BY id",
                        account.value(),
                        region.name())
                .map((row, _) -> {
                    String vpc = row.getString("vpc");
                    return new InternetGateway(
                            new InternetGatewayId(row.getString("id")),
                            account,
                            region,
                            vpc == null ? null : new VpcId(vpc));
                })
                .list();
    }
}
