package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.AllocationId;
import dev.origami.id.AssociationId;
import dev.origami.id.NetworkInterfaceId;
import dev.origami.id.Region;
import dev.origami.network.ElasticAddress.Association;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rows of {@code elastic_address} and {@code elastic_association}. */
final class ElasticTable {
    private ElasticTable() {}

    static void insert(Handle sql, ElasticAddress address) {
        sql.execute(
                "INSERT INTO elastic_address (id, account, region, border, address) VALUES (?, ?, ?, ?, ?)",
                address.id().value(),
                address.account().value(),
                address.region().name(),
                address.border(),
                address.address().toString());
    }

    static void delete(Handle sql, AllocationId id) {
        sql.execute("DELETE FROM elastic_address WHERE id = ?", id.value());
    }

    static void associate(Handle sql, AllocationId id, Association association) {
        sql.execute(
                "INSERT INTO elastic_association (id, allocation, interface) VALUES (?, ?, ?)",
                association.id().value(),
                id.value(),
                association.nic().value());
    }

    static void disassociate(Handle sql, AssociationId id) {
        sql.execute("DELETE FROM elastic_association WHERE id = ?", id.value());
    }

    static List<ElasticAddress> of(Handle sql, AccountId account, Region region) {
        return sql.select("""
                        SELECT a.*, s.id AS association, s.interface
                        FROM elastic_address a LEFT JOIN elastic_association s ON s.allocation = a.id
                        WHERE a.account = ? AND a.region = ? ORDER BY a.id""", account.value(), region.name())
                .map((row, _) -> read(row))
                .list();
    }

    private static ElasticAddress read(ResultSet row) throws SQLException {
        String association = row.getString("association");
        return new ElasticAddress(
                new AllocationId(row.getString("id")),
                new AccountId(row.getString("account")),
                new Region(row.getString("region")),
                row.getString("border"),
                Ipv4.parse(row.getString("address")),
                association == null
                        ? null
                        : new Association(
                                new AssociationId(association), new NetworkInterfaceId(row.getString("interface"))));
    }
}
