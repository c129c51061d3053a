package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.InternetGatewayId;
import dev.origami.id.Region;
import dev.origami.id.RouteTableAssociationId;
import dev.origami.id.RouteTableId;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import dev.origami.network.RouteTable.Association;
import dev.origami.network.RouteTable.Route;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of {@code route_table}, {@code route} and {@code route_table_association}. */
final class RouteTableTable {
    private static final String SELECT = "SELECT t.*, v.cidr FROM route_table t JOIN vpc v ON v.id = t.vpc ";

    private RouteTableTable() {}

    static void insert(Handle sql, RouteTable table) {
        sql.execute(
                "INSERT INTO route_table (id, vpc, account, region) VALUES (?, ?, ?, ?)",
                table.id().value(),
                table.vpc().value(),
                table.account().value(),
                table.region().name());
    }

    static void delete(Handle sql, RouteTableId id) {
        sql.execute("DELETE FROM route_table WHERE id = ?", id.value());
    }

    static void putRoute(Handle sql, RouteTableId table, Cidr destination, InternetGatewayId gateway) {
        sql.execute(
                "INSERT OR REPLACE INTO route (route_table, destination, gateway) VALUES (?, ?, ?)",
                table.value(),
                destination.toString(),
                gateway.value());
    }

    static void deleteRoute(Handle sql, RouteTableId table, Cidr destination) {
        sql.execute(
                "DELETE FROM route WHERE route_table = ? AND destination = ?", table.value(), destination.toString());
    }

    static void insert(Handle sql, RouteTableAssociationId id, RouteTable table, @Nullable SubnetId subnet) {
        sql.execute(
                "INSERT INTO route_table_association (id, route_table, vpc, subnet) VALUES (?, ?, ?, ?)",
                id.value(),
                table.id().value(),
                table.vpc().value(),
                subnet == null ? null : subnet.value());
    }

    static void delete(Handle sql, RouteTableAssociationId id) {
        sql.execute("DELETE FROM route_table_association WHERE id = ?", id.value());
    }

    static List<RouteTable> of(Handle sql, AccountId account, Region region) {
        return sql.select(SELECT + "WHERE t.account = ? AND t.region = ? ORDER BY t.id", account.value(), region.name())
                .map((row, _) -> read(sql, row))
                .list();
    }

    static List<RouteTable> of(Handle sql, VpcId vpc) {
        return sql.select(SELECT + "WHERE t.vpc = ? ORDER BY t.id", vpc.value())
                .map((row, _) -> read(sql, row))
                .list();
    }

    static Optional<RouteTable> find(Handle sql, RouteTableId id) {
        return sql.select(SELECT + "WHERE t.id = ?", id.value())
                .map((row, _) -> read(sql, row))
                .findOne();
    }

    private static RouteTable read(Handle sql, ResultSet row) throws SQLException {
        RouteTableId id = new RouteTableId(row.getString("id"));
        return new RouteTable(
                id,
                new VpcId(row.getString("vpc")),
                new AccountId(row.getString("account")),
                new Region(row.getString("region")),
                Cidr.parse(row.getString("cidr")),
                routes(sql, id),
                associations(sql, id));
    }

    private static List<Route> routes(Handle sql, RouteTableId id) {
        return sql
                .select("""
                        SELECT r.destination, r.gateway, EXISTS (
                            SELECT 1 FROM internet_gateway g WHERE g.id = r.gateway AND g.vpc = t.vpc) AS is_active
                        FROM route r JOIN route_table t ON t.id = r.route_table WHERE t.id = ?""", id.value())
                .map((row, _) -> new Route(
                        Cidr.parse(row.getString("destination")),
                        new InternetGatewayId(row.getString("gateway")),
                        row.getBoolean("is_active")))
                .list()
                .stream()
                .sorted(Comparator.comparingLong(
                                (Route route) -> route.destination().first().number())
                        .thenComparingInt(route -> route.destination().prefix()))
                .toList();
    }

    /** The main one comes first. */
    private static List<Association> associations(Handle sql, RouteTableId id) {
        return sql.select(
                        "SELECT * FROM route_table_association WHERE route_table = ? ORDER BY subnet IS NOT NULL, id",
                        id.value())
                .map((row, _) -> {
                    String subnet = row.getString("subnet");
                    return new Association(
                            new RouteTableAssociationId(row.getString("id")),
                            subnet == null ? null : new SubnetId(subnet));
                })
                .list();
    }
}
