package dev.origami.image;

import dev.origami.account.Caller;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.id.Region;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The SQL of images. */
final class ImageTable {
    private static final String COLUMNS = """
            image.*, EXISTS (SELECT 1 FROM image_launch_permission permission
                WHERE permission.image_id = image.id AND permission.grantee = 'all') AS is_public,
            (SELECT damage.message FROM image_block_device device
                JOIN snapshot ON snapshot.id = device.snapshot_id JOIN damage ON damage.manifest = snapshot.manifest
                WHERE device.image_id = image.id LIMIT 1) AS damage""";

    /** Own ones until they are deregistered; others' once they are available (source section 4.4). */
    private static final String VISIBLE = """
            region = :region AND (
                id IN (SELECT id FROM image WHERE owner = :account AND region = :region AND state <> 'deregistered')
                OR (state = 'available' AND id IN (
                    SELECT image_id FROM image_launch_permission WHERE grantee IN (:account, 'all'))))""";

    /** What hides an image from those who see it, unless they ask for such ones (source section 4.4). */
    private static final String SHOWN = """
            (:disabled OR state <> 'disabled')
            AND (:deprecated OR owner = :account OR deprecation_time IS NULL OR deprecation_time > :now)""";

    private ImageTable() {}

    static void insert(Handle sql, Image image) {
        ImageSettings settings = image.settings();
        ImageSource source = image.source();
        sql.createUpdate("""
                        INSERT INTO image (id, owner, region, name, description, state, creation_date, architecture,
                            virtualization, root_device_name, kernel, ramdisk, ena_support, sriov_net_support, boot_mode,
                            tpm_support, imds_support, uefi_data, source_image, source_region, source_instance)
                        VALUES (:id, :owner, :region, :name, :description, :state, :created, :architecture,
                            :virtualization, :root, :kernel, :ramdisk, :ena, :sriov, :bootMode, :tpm, :imds, :uefi,
                            :sourceImage, :sourceRegion, :sourceInstance)""")
                .bind("id", image.id().value())
                .bind("owner", image.owner().value())
                .bind("region", image.region().name())
                .bind("name", image.name())
                .bind("description", image.description())
                .bind("state", recorded(image.state()))
                .bind("created", image.creationDate().toEpochMilli())
                .bind("architecture", settings.architecture())
                .bind("virtualization", settings.virtualization())
                .bind("root", settings.rootDeviceName())
                .bind("kernel", settings.kernel())
                .bind("ramdisk", settings.ramdisk())
                .bind("ena", settings.enaSupport())
                .bind("sriov", settings.sriovNetSupport())
                .bind("bootMode", settings.bootMode())
                .bind("tpm", settings.tpmSupport())
                .bind("imds", settings.imdsSupport())
                .bind("uefi", settings.uefiData())
                .bind(
                        "sourceImage",
                        source.image() == null ? null : source.image().value())
                .bind(
                        "sourceRegion",
                        source.region() == null ? null : source.region().name())
                .bind(
                        "sourceInstance",
                        source.instance() == null ? null : source.instance().value())
                .execute();
        MappingTable.insert(sql, image.id(), image.mappings());
    }

    /** Whether the image was in the state {@code before}. */
    static boolean change(Handle sql, ImageId id, ImageState before, ImageState after) {
        ImageState.@Nullable Failed failed = after instanceof ImageState.Failed failure ? failure : null;
        @Nullable
        Long at =
                after instanceof ImageState.Deregistered gone ? (Long) gone.at().toEpochMilli() : null;
        return sql.createUpdate("""
                        UPDATE image SET state = :after, state_code = :code, state_message = :message,
                            deregistered_at = :at
                        WHERE id = :id AND state = :before""")
                        .bind("after", recorded(after))
                        .bind("code", failed == null ? null : failed.code())
                        .bind("message", failed == null ? null : failed.message())
                        .bind("at", at)
                        .bind("id", id.value())
                        .bind("before", recorded(before))
                        .execute()
                == 1;
    }

    static Optional<Image> find(Handle sql, ImageId id) {
        return load(sql, "id = :id", Map.of("id", id.value()), List.of()).stream()
                .findFirst();
    }

    static List<Image> all(Handle sql) {
        return load(sql, "state <> 'deregistered'", Map.of(), List.of());
    }

    /** Those of the ids that the caller may see. */
    static Set<ImageId> visible(Handle sql, Caller caller, Collection<ImageId> ids) {
        return bound(sql.createQuery("SELECT id FROM image WHERE " + VISIBLE + " AND id IN (<ids>)"), of(caller), ids)
                .map((row, _) -> new ImageId(row.getString(1)))
                .set();
    }

    /** What the caller may see and nothing hides; of these ids only, when there are any. */
    static List<Image> shown(Handle sql, Caller caller, Collection<ImageId> ids, Images.Include include, Instant now) {
        Map<String, Object> values = of(caller);
        values.put("now", now.toEpochMilli());
        // Whoever names a deprecated one gets it.
        values.put("deprecated", include.deprecated() || !ids.isEmpty());
        values.put("disabled", include.disabled());
        String where = VISIBLE + " AND " + SHOWN;
        return load(sql, ids.isEmpty() ? where : where + " AND id IN (<ids>)", values, ids);
    }

    static Map<String, Object> of(Caller caller) {
        return new HashMap<>(Map.of(
                "region", caller.region().name(), "account", caller.account().value()));
    }

    static Optional<ImageId> named(Handle sql, AccountId owner, Region region, String name) {
        return sql.select(
                        "SELECT id FROM image WHERE owner = ? AND region = ? AND name = ? AND state <> 'deregistered'",
                        owner.value(),
                        region.name(),
                        name)
                .map((row, _) -> new ImageId(row.getString(1)))
                .findOne();
    }

    static void launched(Handle sql, ImageId id, Instant now) {
        sql.execute("UPDATE image SET last_launched = ? WHERE id = ?", now.toEpochMilli(), id.value());
    }

    static Optional<Instant> lastLaunched(Handle sql, ImageId id) {
        return sql.select("SELECT last_launched FROM image WHERE id = ? AND last_launched IS NOT NULL", id.value())
                .mapTo(Long.class)
                .map(Instant::ofEpochMilli)
                .findOne();
    }

    static void deprecate(Handle sql, ImageId id, @Nullable Instant at) {
        sql.createUpdate("UPDATE image SET deprecation_time = :at WHERE id = :id")
                .bind("at", at == null ? null : (Long) at.toEpochMilli())
                .bind("id", id.value())
                .execute();
    }

    static void protect(Handle sql, ImageId id, DeregistrationProtection protection) {
        Instant until = protection.cooldownUntil();
        sql.createUpdate("""
                        UPDATE image SET deregistration_protection = :mode, cooldown_until = :until WHERE id = :id""")
                .bind("mode", protection.mode().wire())
                .bind("until", until == null ? null : (Long) until.toEpochMilli())
                .bind("id", id.value())
                .execute();
    }

    static void describe(Handle sql, ImageId id, @Nullable String description) {
        sql.createUpdate("UPDATE image SET description = :description WHERE id = :id")
                .bind("description", description)
                .bind("id", id.value())
                .execute();
    }

    static void imdsSupport(Handle sql, ImageId id, String value) {
        sql.execute("UPDATE image SET imds_support = ? WHERE id = ?", value, id.value());
    }

    /** Two statements, however many images there are. */
    static List<Image> load(Handle sql, String where, Map<String, Object> values, Collection<ImageId> ids) {
        Map<String, List<BlockDeviceMapping>> mappings = MappingTable.of(bound(
                sql.createQuery("SELECT * FROM image_block_device WHERE image_id IN (SELECT id FROM image WHERE "
                        + where + ") ORDER BY image_id, position"),
                values,
                ids));
        return bound(sql.createQuery("SELECT " + COLUMNS + " FROM image WHERE " + where + " ORDER BY id"), values, ids)
                .map((row, _) -> image(row, mappings.getOrDefault(row.getString("id"), List.of())))
                .list();
    }

    private static Query bound(Query query, Map<String, Object> values, Collection<ImageId> ids) {
        values.forEach((name, value) -> query.bind(name, value));
        if (!ids.isEmpty()) {
            query.bindList("ids", ids.stream().map(ImageId::value).toList());
        }
        return query;
    }

    private static Image image(ResultSet row, List<BlockDeviceMapping> mappings) throws SQLException {
        return new Image(
                new ImageId(row.getString("id")),
                new AccountId(row.getString("owner")),
                new Region(row.getString("region")),
                row.getString("name"),
                row.getString("description"),
                state(row),
                Instant.ofEpochMilli(row.getLong("creation_date")),
                settings(row),
                mappings,
                source(row),
                row.getBoolean("is_public"),
                life(row));
    }

    private static ImageLife life(ResultSet row) throws SQLException {
        return new ImageLife(
                time(row, "deprecation_time"),
                new DeregistrationProtection(
                        DeregistrationProtection.Mode.parse(row.getString("deregistration_protection")),
                        time(row, "cooldown_until")));
    }

    static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        long milliseconds = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(milliseconds);
    }

    private static ImageSettings settings(ResultSet row) throws SQLException {
        boolean ena = row.getBoolean("ena_support");
        boolean enaUnsaid = row.wasNull();
        return new ImageSettings(
                row.getString("architecture"),
                row.getString("virtualization"),
                row.getString("root_device_name"),
                row.getString("kernel"),
                row.getString("ramdisk"),
                enaUnsaid ? null : (Boolean) ena,
                row.getString("sriov_net_support"),
                row.getString("boot_mode"),
                row.getString("tpm_support"),
                row.getString("imds_support"),
                row.getString("uefi_data"));
    }

    private static ImageSource source(ResultSet row) throws SQLException {
        String image = row.getString("source_image");
        String region = row.getString("source_region");
        String instance = row.getString("source_instance");
        return new ImageSource(
                image == null ? null : new ImageId(image),
                region == null ? null : new Region(region),
                instance == null ? null : new InstanceId(instance));
    }

    private static ImageState state(ResultSet row) throws SQLException {
        return switch (row.getString("state")) {
            case "pending" -> new ImageState.Pending();
            case "available" -> stored(row);
            case "disabled" -> new ImageState.Disabled();
            case "failed" -> new ImageState.Failed(row.getString("state_code"), row.getString("state_message"));
            case "deregistered" ->
                new ImageState.Deregistered(
                        Instant.ofEpochMilli(row.getLong("deregistered_at")), RecycledImageTable.bin(row));
            default -> throw new IllegalStateException("state of an image: " + row.getString("state"));
        };
    }

    private static ImageState stored(ResultSet row) throws SQLException {
        String damage = row.getString("damage");
        return damage == null ? new ImageState.Available() : new ImageState.Damaged(damage);
    }

    /** The word in the row: that an image is damaged follows from its snapshots, and is not in it. */
    private static String recorded(ImageState state) {
        return state instanceof ImageState.Damaged ? new ImageState.Available().wire() : state.wire();
    }
}
