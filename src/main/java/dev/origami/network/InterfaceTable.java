package dev.origami.network;

import dev.origami.database.Condition;
import dev.origami.database.Pieces;
import dev.origami.id.AccountId;
import dev.origami.id.AllocationId;
import dev.origami.id.AssociationId;
import dev.origami.id.InstanceId;
import dev.origami.id.NetworkInterfaceId;
import dev.origami.id.Region;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import dev.origami.network.NetworkInterface.Attachment;
import dev.origami.network.NetworkInterface.Elastic;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of {@code network_interface} and of the groups that interfaces are in. */
final class InterfaceTable {
    private static final String SELECT = """
            SELECT i.*, e.id AS association, e.allocation, (SELECT group_concat(g."group", ' ' ORDER BY g.position)
                         FROM network_interface_group g WHERE g.interface = i.id) AS group_ids
            FROM network_interface i LEFT JOIN elastic_association e ON e.interface = i.id
            """;

    private InterfaceTable() {}

    static void insert(Handle sql, NetworkInterface nic) {
        Attachment attachment = nic.attachment();
        sql.createUpdate("""
                        INSERT INTO network_interface (id, account, region, vpc, subnet, zone, instance, attachment_id,
                            mac, private_address, public_address, wants_public, source_dest_check, description,
                            attach_time, delete_on_termination)
                        VALUES (:id, :account, :region, :vpc, :subnet, :zone, :instance, :attachment, :mac, :private,
                            :public, :wantsPublic, :sourceDestCheck, :description, :attachTime, :deleteOnTermination)""")
                .bind("id", nic.id().value())
                .bind("account", nic.account().value())
                .bind("region", nic.region().name())
                .bind("vpc", nic.vpc().value())
                .bind("subnet", nic.subnet().value())
                .bind("zone", nic.zone())
                .bind(
                        "instance",
                        attachment == null ? null : attachment.instance().value())
                .bind("attachment", attachment == null ? null : attachment.id())
                .bind("mac", nic.mac())
                .bind("private", nic.privateAddress().toString())
                .bind("public", text(nic.publicAddress()))
                .bind("wantsPublic", nic.wantsPublic())
                .bind("sourceDestCheck", nic.sourceDestCheck())
                .bind("description", nic.description())
                .bind(
                        "attachTime",
                        attachment == null ? null : attachment.time().toString())
                .bind("deleteOnTermination", attachment != null && attachment.deleteOnTermination())
                .execute();
        insertGroups(sql, nic.id(), nic.groups());
    }

    static void setGroups(Handle sql, NetworkInterfaceId id, List<SecurityGroupId> groups) {
        sql.execute("DELETE FROM network_interface_group WHERE interface = ?", id.value());
        insertGroups(sql, id, groups);
    }

    static void setPublicAddress(Handle sql, NetworkInterfaceId id, @Nullable Ipv4 address) {
        sql.execute("UPDATE network_interface SET public_address = ? WHERE id = ?", text(address), id.value());
    }

    static void setSourceDestCheck(Handle sql, NetworkInterfaceId id, boolean check) {
        sql.execute("UPDATE network_interface SET source_dest_check = ? WHERE id = ?", check, id.value());
    }

    static void setDescription(Handle sql, NetworkInterfaceId id, String description) {
        sql.execute("UPDATE network_interface SET description = ? WHERE id = ?", description, id.value());
    }

    static void setDeleteOnTermination(Handle sql, NetworkInterfaceId id, boolean deletes) {
        sql.execute("UPDATE network_interface SET delete_on_termination = ? WHERE id = ?", deletes, id.value());
    }

    static void attach(Handle sql, NetworkInterfaceId id, Attachment attachment) {
        sql.execute(
                """
                UPDATE network_interface SET instance = ?, attachment_id = ?, attach_time = ?, delete_on_termination = ?
                WHERE id = ?""",
                attachment.instance().value(),
                attachment.id(),
                attachment.time().toString(),
                attachment.deleteOnTermination(),
                id.value());
    }

    /** Lets it wait for an instance; a public address that came with the last one is not its own. */
    static void detach(Handle sql, NetworkInterfaceId id) {
        sql.execute("""
                UPDATE network_interface SET instance = NULL, attachment_id = NULL, attach_time = NULL, wants_public = 0,
                    public_address = CASE WHEN EXISTS (SELECT 1 FROM elastic_association e WHERE e.interface = network_interface.id)
                        THEN public_address END
                WHERE id = ?""", id.value());
    }

    static void delete(Handle sql, NetworkInterfaceId id) {
        sql.execute("DELETE FROM network_interface WHERE id = ?", id.value());
    }

    static List<NetworkInterface> of(Handle sql, AccountId account, Region region) {
        return sql.select(SELECT + "WHERE i.account = ? AND i.region = ? ORDER BY i.id", account.value(), region.name())
                .map((row, _) -> read(row))
                .list();
    }

    static Optional<NetworkInterface> ofInstance(Handle sql, InstanceId instance) {
        return sql.select(SELECT + "WHERE i.instance = ?", instance.value())
                .map((row, _) -> read(row))
                .findOne();
    }

    static List<NetworkInterface> ofInstances(Handle sql, List<String> instances) {
        return Pieces.read(
                instances,
                some -> Condition.in("i.instance", some)
                        .query(sql, SELECT + "WHERE %s")
                        .map((row, _) -> read(row))
                        .list());
    }

    static List<NetworkInterface> inNetwork(Handle sql, VpcId vpc) {
        return sql.select(SELECT + "WHERE i.vpc = ? ORDER BY i.id", vpc.value())
                .map((row, _) -> read(row))
                .list();
    }

    /** Where each instance that is not terminated is reached; nothing for those without a public address. */
    static Map<InstanceId, Optional<Ipv4>> addressesOfInstances(Handle sql) {
        return sql.select("SELECT instance, public_address FROM network_interface WHERE instance IS NOT NULL")
                .map((row, _) -> Map.entry(
                        new InstanceId(row.getString(1)),
                        Optional.ofNullable(row.getString(2)).map(Ipv4::parse)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static boolean isUsed(Handle sql, SecurityGroupId group) {
        return sql.select("SELECT EXISTS (SELECT 1 FROM network_interface_group WHERE \"group\" = ?)", group.value())
                .mapTo(Boolean.class)
                .one();
    }

    static Set<Ipv4> privateAddresses(Handle sql, SubnetId subnet) {
        return new HashSet<>(
                sql.select("SELECT private_address FROM network_interface WHERE subnet = ?", subnet.value())
                        .mapTo(String.class)
                        .map(Ipv4::parse)
                        .list());
    }

    /** All that are taken: those that interfaces have, and those that accounts keep. */
    static Set<Ipv4> publicAddresses(Handle sql) {
        return new HashSet<>(
                sql.select("""
                        SELECT public_address FROM network_interface WHERE public_address IS NOT NULL
                        UNION SELECT address FROM elastic_address""").mapTo(String.class).map(Ipv4::parse).list());
    }

    private static void insertGroups(Handle sql, NetworkInterfaceId id, List<SecurityGroupId> groups) {
        for (int i = 0; i < groups.size(); i++) {
            sql.execute(
                    "INSERT INTO network_interface_group (interface, \"group\", position) VALUES (?, ?, ?)",
                    id.value(),
                    groups.get(i).value(),
                    i);
        }
    }

    private static NetworkInterface read(ResultSet row) throws SQLException {
        String groups = row.getString("group_ids");
        String instance = row.getString("instance");
        String publicAddress = row.getString("public_address");
        String association = row.getString("association");
        return new NetworkInterface(
                new NetworkInterfaceId(row.getString("id")),
                new AccountId(row.getString("account")),
                new Region(row.getString("region")),
                new VpcId(row.getString("vpc")),
                new SubnetId(row.getString("subnet")),
                row.getString("zone"),
                instance == null
                        ? null
                        : new Attachment(
                                row.getString("attachment_id"),
                                new InstanceId(instance),
                                Instant.parse(row.getString("attach_time")),
                                row.getBoolean("delete_on_termination")),
                row.getString("mac"),
                Ipv4.parse(row.getString("private_address")),
                publicAddress == null ? null : Ipv4.parse(publicAddress),
                association == null
                        ? null
                        : new Elastic(new AllocationId(row.getString("allocation")), new AssociationId(association)),
                row.getBoolean("wants_public"),
                row.getBoolean("source_dest_check"),
                row.getString("description"),
                groups == null
                        ? List.of()
                        : Stream.of(groups.split(" ")).map(SecurityGroupId::new).toList());
    }

    private static @Nullable String text(@Nullable Ipv4 address) {
        return address == null ? null : address.toString();
    }
}
