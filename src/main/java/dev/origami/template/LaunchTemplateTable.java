package dev.origami.template;

import dev.origami.account.Caller;
import dev.origami.id.AccountId;
import dev.origami.id.LaunchTemplateId;
import dev.origami.id.Region;
import dev.origami.template.TemplateVersion.Content;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of launch templates and their versions. */
final class LaunchTemplateTable {
    private static final String SELECT = """
            SELECT template.*, (SELECT max(number) FROM launch_template_version version
                WHERE version.template = template.id) AS latest_version
            FROM launch_template template
            """;

    private LaunchTemplateTable() {}

    static void insert(Handle sql, LaunchTemplate template) {
        sql.execute(
                "INSERT INTO launch_template (id, owner, region, name, create_time, default_version, last_number)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                template.id().value(),
                template.owner().value(),
                template.region().name(),
                template.name(),
                template.createTime().toEpochMilli(),
                template.defaultVersion(),
                template.latestVersion());
    }

    static List<LaunchTemplate> of(Handle sql, Caller caller) {
        return sql.select(
                        SELECT + "WHERE owner = ? AND region = ? ORDER BY id",
                        caller.account().value(),
                        caller.region().name())
                .map((row, _) -> template(row))
                .list();
    }

    static Optional<LaunchTemplate> find(Handle sql, LaunchTemplateId id) {
        return sql.select(SELECT + "WHERE id = ?", id.value())
                .map((row, _) -> template(row))
                .findOne();
    }

    static Optional<LaunchTemplate> find(Handle sql, Caller caller, String name) {
        return sql.select(
                        SELECT + "WHERE owner = ? AND region = ? AND name = ?",
                        caller.account().value(),
                        caller.region().name(),
                        name)
                .map((row, _) -> template(row))
                .findOne();
    }

    static int count(Handle sql, Caller caller) {
        return sql.select(
                        "SELECT count(*) FROM launch_template WHERE owner = ? AND region = ?",
                        caller.account().value(),
                        caller.region().name())
                .mapTo(Integer.class)
                .one();
    }

    static void setDefault(Handle sql, LaunchTemplateId id, long version) {
        sql.execute("UPDATE launch_template SET default_version = ? WHERE id = ?", version, id.value());
    }

    static void delete(Handle sql, LaunchTemplateId id) {
        sql.execute("DELETE FROM launch_template_version WHERE template = ?", id.value());
        sql.execute("DELETE FROM launch_template WHERE id = ?", id.value());
    }

    /** The number of the next version, from now on given away. */
    static long nextNumber(Handle sql, LaunchTemplateId id) {
        return sql.select(
                        "UPDATE launch_template SET last_number = last_number + 1 WHERE id = ? RETURNING last_number",
                        id.value())
                .mapTo(Long.class)
                .one();
    }

    static void insert(Handle sql, TemplateVersion version) {
        sql.execute(
                "INSERT INTO launch_template_version (template, number, description, create_time, image, data)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                version.template().value(),
                version.number(),
                version.description(),
                version.createTime().toEpochMilli(),
                version.content().image(),
                version.content().data());
    }

    static Optional<TemplateVersion> version(Handle sql, LaunchTemplateId id, long number) {
        return sql.select("SELECT * FROM launch_template_version WHERE template = ? AND number = ?", id.value(), number)
                .map((row, _) -> version(row))
                .findOne();
    }

    static List<TemplateVersion> versions(Handle sql, LaunchTemplateId id) {
        return sql.select("SELECT * FROM launch_template_version WHERE template = ? ORDER BY number", id.value())
                .map((row, _) -> version(row))
                .list();
    }

    static int countVersions(Handle sql, LaunchTemplateId id) {
        return sql.select("SELECT count(*) FROM launch_template_version WHERE template = ?", id.value())
                .mapTo(Integer.class)
                .one();
    }

    static void deleteVersion(Handle sql, LaunchTemplateId id, long number) {
        sql.execute("DELETE FROM launch_template_version WHERE template = ? AND number = ?", id.value(), number);
    }

    /** Which of the caller's templates name which of the images in one of their newest versions, each pair once. */
    static List<ImageUse> uses(Handle sql, Caller caller, Collection<String> images, int depth) {
        return sql.createQuery("""
                        SELECT DISTINCT template, image FROM (
                            SELECT version.template, version.image, row_number() OVER (
                                PARTITION BY version.template ORDER BY version.number DESC) AS age
                            FROM launch_template_version version
                            JOIN launch_template template ON template.id = version.template
                            WHERE template.owner = :owner AND template.region = :region)
                        WHERE age <= :depth AND image IN (<images>) ORDER BY template, image""")
                .bind("owner", caller.account().value())
                .bind("region", caller.region().name())
                .bind("depth", depth)
                .bindList("images", List.copyOf(images))
                .map((row, _) -> new ImageUse(new LaunchTemplateId(row.getString("template")), row.getString("image")))
                .list();
    }

    private static LaunchTemplate template(ResultSet row) throws SQLException {
        return new LaunchTemplate(
                new LaunchTemplateId(row.getString("id")),
                new AccountId(row.getString("owner")),
                new Region(row.getString("region")),
                row.getString("name"),
                Instant.ofEpochMilli(row.getLong("create_time")),
                row.getLong("default_version"),
                row.getLong("latest_version"));
    }

    private static TemplateVersion version(ResultSet row) throws SQLException {
        return new TemplateVersion(
                new LaunchTemplateId(row.getString("template")),
                row.getLong("number"),
                row.getString("description"),
                Instant.ofEpochMilli(row.getLong("create_time")),
                new Content(row.getString("image"), row.getString("data")));
    }
}
