package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import dev.origami.network.Vpc.Attributes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of {@code vpc}, {@code default_network} and {@code subnet}. */
final class NetworkTable {
    private NetworkTable() {}

    static boolean isSettled(Handle sql, AccountId account, Region region) {
        return sql.select(
                        "SELECT EXISTS (SELECT 1 FROM default_network WHERE account = ? AND region = ?)",
                        account.value(),
                        region.name())
                .mapTo(Boolean.class)
                .one();
    }

    static void setSettled(Handle sql, AccountId account, Region region) {
        sql.execute(
                "INSERT INTO default_network (account, region) VALUES (?, ?) ON CONFLICT DO NOTHING",
                account.value(),
                region.name());
    }

    static void insert(Handle sql, Vpc vpc) {
        sql.execute(
                """
                INSERT INTO vpc (id, account, region, cidr, is_default, dns_support, dns_hostnames, usage_metrics)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                vpc.id().value(),
                vpc.account().value(),
                vpc.region().name(),
                vpc.cidr().toString(),
                vpc.isDefault(),
                vpc.attributes().dnsSupport(),
                vpc.attributes().dnsHostnames(),
                vpc.attributes().usageMetrics());
    }

    static void setAttributes(Handle sql, VpcId id, Attributes attributes) {
        sql.execute(
                "UPDATE vpc SET dns_support = ?, dns_hostnames = ?, usage_metrics = ? WHERE id = ?",
                attributes.dnsSupport(),
                attributes.dnsHostnames(),
                attributes.usageMetrics(),
                id.value());
    }

    static void delete(Handle sql, VpcId id) {
        sql.execute("DELETE FROM vpc WHERE id = ?", id.value());
    }

    static List<Vpc> vpcs(Handle sql, AccountId account, Region region) {
        return sql.select(
                        "SELECT * FROM vpc WHERE account = ? AND region = ? ORDER BY id",
                        account.value(),
                        region.name())
                .map((row, _) -> vpc(row))
                .list();
    }

    static Optional<Vpc> vpc(Handle sql, VpcId id) {
        return sql.select("SELECT * FROM vpc WHERE id = ?", id.value())
                .map((row, _) -> vpc(row))
                .findOne();
    }

    static void insert(Handle sql, Subnet subnet) {
        sql.createUpdate("""
                        INSERT INTO subnet (id, vpc, account, region, zone, outpost, cidr, next_address, is_default,
                            map_public)
                        VALUES (:id, :vpc, :account, :region, :zone, :outpost, :cidr, :next, :default, :public)""")
                .bind("id", subnet.id().value())
                .bind("vpc", subnet.vpc().value())
                .bind("account", subnet.account().value())
                .bind("region", subnet.region().name())
                .bind("zone", subnet.zone())
                .bind("outpost", subnet.outpost())
                .bind("cidr", subnet.cidr().toString())
                .bind("next", Subnet.RESERVED_FIRST)
                .bind("default", subnet.isDefault())
                .bind("public", subnet.mapsPublic())
                .execute();
    }

    static void delete(Handle sql, SubnetId id) {
        sql.execute("DELETE FROM subnet WHERE id = ?", id.value());
    }

    static void setMapsPublic(Handle sql, SubnetId id, boolean maps) {
        sql.execute("UPDATE subnet SET map_public = ? WHERE id = ?", maps, id.value());
    }

    static List<Subnet> subnets(Handle sql, VpcId vpc) {
        return sql.select("SELECT * FROM subnet WHERE vpc = ? ORDER BY is_default DESC, zone, id", vpc.value())
                .map((row, _) -> subnet(row))
                .list();
    }

    static List<Subnet> subnets(Handle sql, AccountId account, Region region) {
        return sql.select(
                        "SELECT * FROM subnet WHERE account = ? AND region = ? ORDER BY is_default DESC, zone, id",
                        account.value(),
                        region.name())
                .map((row, _) -> subnet(row))
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

    private static Vpc vpc(ResultSet row) throws SQLException {
        return new Vpc(
                new VpcId(row.getString("id")),
                new AccountId(row.getString("account")),
                new Region(row.getString("region")),
                Cidr.parse(row.getString("cidr")),
                row.getBoolean("is_default"),
                new Attributes(
                        row.getBoolean("dns_support"),
                        row.getBoolean("dns_hostnames"),
                        row.getBoolean("usage_metrics")));
    }

    private static Subnet subnet(ResultSet row) throws SQLException {
        return new Subnet(
                new SubnetId(row.getString("id")),
                new VpcId(row.getString("vpc")),
                new AccountId(row.getString("account")),
                new Region(row.getString("region")),
                row.getString("zone"),
                row.getString("outpost"),
                Cidr.parse(row.getString("cidr")),
                row.getBoolean("is_default"),
                row.getBoolean("map_public"));
    }
}
