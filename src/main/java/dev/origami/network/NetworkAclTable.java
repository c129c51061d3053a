package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.NetworkAclAssociationId;
import dev.origami.id.NetworkAclId;
import dev.origami.id.Region;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import dev.origami.network.NetworkAcl.Association;
import dev.origami.network.NetworkAcl.Entry;
import dev.origami.network.NetworkAcl.Ports;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of {@code network_acl}, {@code network_acl_entry} and {@code network_acl_association}. */
final class NetworkAclTable {
    private NetworkAclTable() {}

    /** Without its entries and associations. */
    static void insert(Handle sql, NetworkAcl acl) {
        sql.execute(
                "INSERT INTO network_acl (id, vpc, account, region, is_default) VALUES (?, ?, ?, ?, ?)",
                acl.id().value(),
                acl.vpc().value(),
                acl.account().value(),
                acl.region().name(),
                acl.isDefault());
    }

    static void delete(Handle sql, NetworkAclId id) {
        sql.execute("DELETE FROM network_acl WHERE id = ?", id.value());
    }

    static void put(Handle sql, NetworkAclId acl, Entry entry) {
        Ports ports = entry.ports();
        sql.execute(
                """
                INSERT OR REPLACE INTO network_acl_entry (acl, egress, number, protocol, allows, cidr, from_port, to_port)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                acl.value(),
                entry.egress(),
                entry.number(),
                entry.protocol(),
                entry.allows(),
                entry.cidr().toString(),
                ports == null ? null : ports.from(),
                ports == null ? null : ports.to());
    }

    static void delete(Handle sql, NetworkAclId acl, boolean egress, int number) {
        sql.execute(
                "DELETE FROM network_acl_entry WHERE acl = ? AND egress = ? AND number = ?",
                acl.value(),
                egress,
                number);
    }

    static void insert(Handle sql, NetworkAclId acl, Association association) {
        sql.execute(
                "INSERT INTO network_acl_association (id, acl, subnet) VALUES (?, ?, ?)",
                association.id().value(),
                acl.value(),
                association.subnet().value());
    }

    static void delete(Handle sql, NetworkAclAssociationId id) {
        sql.execute("DELETE FROM network_acl_association WHERE id = ?", id.value());
    }

    static List<NetworkAcl> of(Handle sql, AccountId account, Region region) {
        return sql.select(
                        "SELECT * FROM network_acl WHERE account = ? AND region = ? ORDER BY id",
                        account.value(),
                        region.name())
                .map((row, _) -> read(sql, row))
                .list();
    }

    static List<NetworkAcl> of(Handle sql, VpcId vpc) {
        return sql.select("SELECT * FROM network_acl WHERE vpc = ? ORDER BY id", vpc.value())
                .map((row, _) -> read(sql, row))
                .list();
    }

    static Optional<NetworkAcl> find(Handle sql, NetworkAclId id) {
        return sql.select("SELECT * FROM network_acl WHERE id = ?", id.value())
                .map((row, _) -> read(sql, row))
                .findOne();
    }

    private static NetworkAcl read(Handle sql, ResultSet row) throws SQLException {
        NetworkAclId id = new NetworkAclId(row.getString("id"));
        return new NetworkAcl(
                id,
                new VpcId(row.getString("vpc")),
                new AccountId(row.getString("account")),
                new Region(row.getString("region")),
                row.getBoolean("is_default"),
                entries(sql, id),
                associations(sql, id));
    }

    private static List<Entry> entries(Handle sql, NetworkAclId id) {
        return sql.select("SELECT * FROM network_acl_entry WHERE acl = ? ORDER BY egress, number", id.value())
                .map((row, _) -> new Entry(
                        row.getBoolean("egress"),
                        row.getInt("number"),
                        row.getInt("protocol"),
                        row.getBoolean("allows"),
                        Cidr.parse(row.getString("cidr")),
                        ports(row)))
                .list();
    }

    private static @Nullable Ports ports(ResultSet row) throws SQLException {
        int from = row.getInt("from_port");
        return row.wasNull() ? null : new Ports(from, row.getInt("to_port"));
    }

    private static List<Association> associations(Handle sql, NetworkAclId id) {
        return sql.select("SELECT * FROM network_acl_association WHERE acl = ? ORDER BY id", id.value())
                .map((row, _) -> new Association(
                        new NetworkAclAssociationId(row.getString("id")), new SubnetId(row.getString("subnet"))))
                .list();
    }
}
