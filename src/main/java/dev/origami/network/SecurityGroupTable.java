package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.SecurityGroupRuleId;
import dev.origami.id.VpcId;
import dev.origami.network.SecurityGroupRule.Direction;
import dev.origami.network.SecurityGroupRule.Ipv4Range;
import dev.origami.network.SecurityGroupRule.Ipv6Range;
import dev.origami.network.SecurityGroupRule.Members;
import dev.origami.network.SecurityGroupRule.Peer;
import dev.origami.network.SecurityGroupRule.Traffic;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The rows of {@code security_group} and {@code security_group_rule}. */
final class SecurityGroupTable {
    private SecurityGroupTable() {}

    /** Who is at the other end, as columns. */
    private record Ends(
            @Nullable String cidr,
            @Nullable String cidrIpv6,
            @Nullable String group,
            @Nullable String account) {
        static Ends of(Peer peer) {
            return switch (peer) {
                case Ipv4Range range -> new Ends(range.cidr().toString(), null, null, null);
                case Ipv6Range range -> new Ends(null, range.cidr(), null, null);
                case Members members ->
                    new Ends(
                            null,
                            null,
                            members.group().value(),
                            members.account().value());
            };
        }
    }

    static void insert(Handle sql, SecurityGroup group) {
        sql.execute(
                "INSERT INTO security_group (id, vpc, account, region, name, description) VALUES (?, ?, ?, ?, ?, ?)",
                group.id().value(),
                group.vpc().value(),
                group.account().value(),
                group.region().name(),
                group.name(),
                group.description());
    }

    static List<SecurityGroup> of(Handle sql, AccountId account, Region region) {
        return sql.select(
                        "SELECT * FROM security_group WHERE account = ? AND region = ? ORDER BY id",
                        account.value(),
                        region.name())
                .map(SecurityGroupTable::group)
                .list();
    }

    static void delete(Handle sql, SecurityGroupId id) {
        sql.execute("DELETE FROM security_group WHERE id = ?", id.value());
    }

    static void insert(Handle sql, SecurityGroupRule rule) {
        Ends ends = Ends.of(rule.peer());
        sql.execute(
                """
                INSERT INTO security_group_rule (id, "group", direction, protocol, from_port, to_port, cidr, cidr_ipv6,
                                                 peer_group, peer_account, description)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                rule.id().value(),
                rule.group().value(),
                rule.direction().word(),
                rule.what().protocol(),
                rule.what().fromPort(),
                rule.what().toPort(),
                ends.cidr(),
                ends.cidrIpv6(),
                ends.group(),
                ends.account(),
                rule.description());
    }

    static void deleteRule(Handle sql, SecurityGroupRuleId id) {
        sql.execute("DELETE FROM security_group_rule WHERE id = ?", id.value());
    }

    /** Writes a rule over the one of its id, which keeps its place among the others. */
    static void replace(Handle sql, SecurityGroupRule rule) {
        Ends ends = Ends.of(rule.peer());
        sql.execute(
                """
                UPDATE security_group_rule SET protocol = ?, from_port = ?, to_port = ?, cidr = ?, cidr_ipv6 = ?,
                                               peer_group = ?, peer_account = ?, description = ? WHERE id = ?""",
                rule.what().protocol(),
                rule.what().fromPort(),
                rule.what().toPort(),
                ends.cidr(),
                ends.cidrIpv6(),
                ends.group(),
                ends.account(),
                rule.description(),
                rule.id().value());
    }

    /** The rules of an account's groups in a region, by id. */
    static List<SecurityGroupRule> rules(Handle sql, AccountId account, Region region) {
        return sql.select("""
                        SELECT r.* FROM security_group_rule r JOIN security_group g ON g.id = r."group"
                        WHERE g.account = ? AND g.region = ? ORDER BY r.id""", account.value(), region.name())
                .map(SecurityGroupTable::rule)
                .list();
    }

    static List<SecurityGroupRule> rules(Handle sql, SecurityGroupId group) {
        return sql.select("SELECT * FROM security_group_rule WHERE \"group\" = ? ORDER BY rowid", group.value())
                .map(SecurityGroupTable::rule)
                .list();
    }

    /** Whether rules of other groups speak of the group. */
    static boolean isPeer(Handle sql, SecurityGroupId group) {
        return sql.select(
                        "SELECT EXISTS (SELECT 1 FROM security_group_rule WHERE peer_group = ? AND \"group\" <> ?)",
                        group.value(),
                        group.value())
                .mapTo(Boolean.class)
                .one();
    }

    private static SecurityGroup group(ResultSet row, StatementContext context) throws SQLException {
        return new SecurityGroup(
                new SecurityGroupId(row.getString("id")),
                new VpcId(row.getString("vpc")),
                new AccountId(row.getString("account")),
                new Region(row.getString("region")),
                row.getString("name"),
                row.getString("description"));
    }

    private static SecurityGroupRule rule(ResultSet row, StatementContext context) throws SQLException {
        Traffic what = new Traffic(row.getString("protocol"), number(row, "from_port"), number(row, "to_port"));
        return new SecurityGroupRule(
                new SecurityGroupRuleId(row.getString("id")),
                new SecurityGroupId(row.getString("group")),
                Direction.of(row.getString("direction")),
                what,
                peer(row),
                row.getString("description"));
    }

    private static Peer peer(ResultSet row) throws SQLException {
        String cidr = row.getString("cidr");
        if (cidr != null) {
            return new Ipv4Range(Cidr.parse(cidr));
        }
        String cidrIpv6 = row.getString("cidr_ipv6");
        if (cidrIpv6 != null) {
            return new Ipv6Range(cidrIpv6);
        }
        return new Members(
                new SecurityGroupId(row.getString("peer_group")), new AccountId(row.getString("peer_account")));
    }

    private static @Nullable Integer number(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }
}
