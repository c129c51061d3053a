package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of {@code vpc} and {@code subnet}. */
final class NetworkTable {
    private NetworkTable() {}

    static void insert(Handle sql, Vpc vpc) {
        sql.execute(
                "INSERT INTO vpc (id, account, region, cidr) VALUES (?, ?, ?, ?)",
                vpc.id().value(),
                vpc.account().value(),
                vpc.region().name(),
                vpc.cidr().toString());
    }

    static void insert(Handle sql, Subnet subnet) {
        sql.execute(
                "INSERT INTO subnet (id, vpc, account, region, zone, cidr, next_address) VALUES (?, ?, ?, ?, ?, ?, ?)",
                subnet.id().value(),
                subnet.vpc().value(),
                subnet.account().value(),
                subnet.region().name(),
                subnet.zone(),
                subnet.cidr().toString(),
                Subnet.RESERVED_FIRST);
    }

    static Optional<Vpc> vpc(Handle sql, AccountId account, Region region) {
        return sql.select("SELECT * FROM vpc WHERE account = ? AND region = ?", account.value(), region.name())
                .map((row, _) ->
                        new Vpc(new VpcId(row.getString("id")), account, region, Cidr.parse(row.getString("cidr"))))
                .findOne();
    }

    static List<Subnet> subnets(Handle sql, VpcId vpc) {
        return sql.select("SELECT * FROM subnet WHERE vpc = ? ORDER BY zone", vpc.value())
                .map((row, _) -> new Subnet(
                        new SubnetId(row.getString("id")),
                        vpc,
                        new AccountId(row.getString("account")),
                        new Region(row.getString("region")),
                        row.getString("zone"),
                        Cidr.parse(row.getString("cidr"))))
                .list();
    }

    static int nextAddress(Handle sql, SubnetId subnet) {
        return sql.select("SELECT next_address FROM subnet WHERE id = ?", subnet.value())
                .mapTo(Integer.class)
                .one();
    }

    static void setNextAddress(Handle sql, SubnetId subnet, int next) {
        sql.execute("UPDATE subnet SET next_address = ? WHERE id = ?", next, subnet.value());
    }

    static int nextPublicAddress(Handle sql) {
        return sql.select("SELECT next FROM public_address")
                .mapTo(Integer.class)
                .one();
    }

    static void setNextPublicAddress(Handle sql, int next) {
        sql.execute("UPDATE public_address SET next = ?", next);
    }
}
