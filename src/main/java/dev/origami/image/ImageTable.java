package dev.origami.image;

import dev.origami.account.Caller;
import dev.origami.database.Condition;
import dev.origami.database.Pieces;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.id.ImageKind;
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
import org.jspecify.annotations.Nullable;

/** The SQL of images. */
final class ImageTable {
    /** What a disk of the image {@code i} has lost. */
    static final String DAMAGE = """
            SELECT damage.message FROM image_block_device device
                JOIN snapshot ON snapshot.id = device.snapshot_id JOIN damage ON damage.manifest = snapshot.manifest
                WHERE device.image_id = i.id LIMIT 1""";

    private static final String COLUMNS =
            "i.*, CASE WHEN EXISTS (SELECT 1 FROM damage) THEN (" + DAMAGE + ") END AS damage";

    /** So many images are loaded by one statement. */
    private ImageTable() {}

    static void insert(Handle sql, Image image, @Nullable String requestId) {
        ImageSettings settings = image.settings();
        ImageSource source = image.source();
        sql.createUpdate("""
                        INSERT INTO image (id, owner, region, name, description, state, creation_date, architecture,
                            virtualization, root_device_name, kernel, ramdisk, ena_support, sriov_net_support, boot_mode,
                            tpm_support, imds_support, uefi_data, source_image, source_region, source_instance,
                            request_id, number)
                        VALUES (:id, :owner, :region, :name, :description, :state, :created, :architecture,
                            :virtualization, :root, :kernel, :ramdisk, :ena, :sriov, :bootMode, :tpm, :imds, :uefi,
                            :sourceImage, :sourceRegion, :sourceInstance, :requestId,
                            (SELECT coalesce(max(number), 0) + 1 FROM image))""")
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
                .bind("requestId", requestId)
                .execute();
        MappingTable.insert(sql, image.id(), image.mappings());
        // A name never changes, and the row of an image stays when it is deregistered.
        sql.execute(
                "INSERT INTO image_name_trigram (rowid, name) SELECT number, name FROM image WHERE id = ?",
                image.id().value());
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

    /** The request that asked for the image; empty when none did. */
    static String requestId(Handle sql, ImageId id) {
        return sql.select("SELECT coalesce(request_id, '') FROM image WHERE id = ?", id.value())
                .mapTo(String.class)
                .one();
    }

    static Optional<Image> find(Handle sql, ImageId id) {
        return load(sql, Condition.of("i.id = ?", id.value())).stream().findFirst();
    }

    static List<Image> find(Handle sql, Collection<ImageId> ids) {
        return load(sql, of(ids));
    }

    static List<Image> all(Handle sql) {
        return load(sql, ImageVisibility.KEPT);
    }

    /** Those of the ids that the caller may see. */
    static Set<ImageId> visible(Handle sql, Caller caller, Collection<ImageId> ids) {
        return of(ids).and(new ImageVisibility(caller).visible())
                .query(sql, "SELECT i.id FROM image i WHERE %s")
                .map((row, _) -> new ImageId(row.getString(1)))
                .set();
    }

    /** The images of these numbers, in their order. */
    static List<Image> numbered(Handle sql, List<Long> numbers) {
        return Pieces.read(numbers, some -> load(sql, Condition.in("i.number", some)));
    }

    private static Condition of(Collection<ImageId> ids) {
        return Condition.in("i.id", ids.stream().map(ImageId::value).toList());
    }

    /** Of one kind and account, in all regions and states. */
    static Set<ImageId> ids(Handle sql, AccountId owner, ImageKind kind) {
        return sql.select("SELECT id FROM image WHERE owner = ? AND substr(id, 1, 3) = ?", owner.value(), kind.prefix())
                .map((row, _) -> new ImageId(row.getString(1)))
                .set();
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

    /** Those of the images that instances were launched from, and when last. */
    static Map<ImageId, Instant> lastLaunched(Handle sql, Collection<ImageId> ids) {
        return of(ids).and(Condition.of("i.last_launched IS NOT NULL"))
                .query(sql, "SELECT i.id, i.last_launched FROM image i WHERE %s")
                .reduceRows(new HashMap<>(), (found, row) -> {
                    found.put(
                            new ImageId(row.getColumn("id", String.class)),
                            Instant.ofEpochMilli(row.getColumn("last_launched", Long.class)));
                    return found;
                });
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
    static List<Image> load(Handle sql, Condition where) {
        Map<String, List<BlockDeviceMapping>> mappings = MappingTable.of(where.query(
                sql,
                "SELECT device.* FROM image i JOIN image_block_device device ON device.image_id = i.id WHERE %s"
                        + " ORDER BY device.image_id, device.position"));
        return where.query(sql, "SELECT " + COLUMNS + " FROM image i WHERE %s ORDER BY i.number")
                .map((row, _) -> image(row, mappings.getOrDefault(row.getString("id"), List.of())))
                .list();
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
