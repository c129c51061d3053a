package dev.origami.instance;

import dev.origami.database.Condition;
import dev.origami.database.Pieces;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.id.Region;
import dev.origami.id.ReservationId;
import dev.origami.instance.InstanceSettings.Devices;
import dev.origami.instance.InstanceSettings.Protection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The rows of {@code instance}. */
final class InstanceTable {
    private static final String SETTINGS = """
            type = :type, user_data = :userData, shutdown_behavior = :shutdownBehavior,
            disable_api_termination = :disableApiTermination, disable_api_stop = :disableApiStop,
            monitoring = :monitoring, ebs_optimized = :ebsOptimized, ena_support = :enaSupport,
            sriov_net_support = :sriov, cpu_credits = :cpuCredits, metadata_endpoint = :endpoint,
            metadata_tokens = :tokens, metadata_hop_limit = :hopLimit, metadata_tags = :tags,
            auto_recovery = :autoRecovery, cpu_cores = :cpuCores, cpu_threads = :cpuThreads
            """;

    private InstanceTable() {}

    static void insert(Handle sql, Instance instance) {
        ImageFacts image = instance.image();
        var insert = sql.createUpdate("""
                        INSERT INTO instance VALUES (:id, :reservation, :owner, :region, :zone, :launchIndex,
                            :launchTime, :image, :architecture, :virtualization, :rootDeviceName, :rootDeviceType,
                            :bootMode, :currentBootMode, :kernel, :ramdisk, :tpmSupport, :type, :userData,
                            :shutdownBehavior, :disableApiTermination, :disableApiStop, :monitoring, :ebsOptimized,
                            :enaSupport, :sriov, :cpuCredits, :endpoint, :tokens, :hopLimit, :tags, :keyName,
                            :publicKey, :ephemeral, :state, NULL, NULL, :stateChange, :clientToken,
                            :autoRecovery, :cpuCores, :cpuThreads)""")
                .bind("id", instance.id().value())
                .bind("reservation", instance.reservation().value())
                .bind("owner", instance.owner().value())
                .bind("region", instance.region().name())
                .bind("zone", instance.zone())
                .bind("launchIndex", instance.launchIndex())
                .bind("launchTime", instance.launchTime().toEpochMilli())
                .bind("image", image.image().value())
                .bind("architecture", image.architecture())
                .bind("virtualization", image.virtualization())
                .bind("rootDeviceName", image.rootDeviceName())
                .bind("rootDeviceType", image.rootDeviceType())
                .bind("bootMode", image.bootMode())
                .bind("currentBootMode", image.currentBootMode())
                .bind("kernel", image.kernel())
                .bind("ramdisk", image.ramdisk())
                .bind("tpmSupport", image.tpmSupport())
                .bind("keyName", instance.keyName())
                .bind("publicKey", instance.publicKey())
                .bind(
                        "ephemeral",
                        instance.ephemeralDisks().stream()
                                .map(disk -> disk.device() + "=" + disk.number())
                                .collect(Collectors.joining(" ")))
                .bind("state", instance.state().wire())
                .bind("stateChange", instance.stateChange().toEpochMilli())
                .bind("clientToken", instance.clientToken());
        int _ = bind(insert, instance.settings()).execute();
    }

    static void settings(Handle sql, InstanceId id, InstanceSettings settings) {
        var update = sql.createUpdate("UPDATE instance SET " + SETTINGS + " WHERE id = :id")
                .bind("id", id.value());
        int _ = bind(update, settings).execute();
    }

    /** Whether the instance was in the first state, from which alone it goes to the second. */
    static boolean move(
            Handle sql,
            InstanceId id,
            InstanceState from,
            InstanceState to,
            @Nullable StateReason reason,
            Instant now) {
        return sql.createUpdate("""
                        UPDATE instance SET state = :to, reason_code = :code, reason_message = :message,
                            state_change = :now
                        WHERE id = :id AND state = :from""")
                        .bind("id", id.value())
                        .bind("from", from.wire())
                        .bind("to", to.wire())
                        .bind("code", reason == null ? null : reason.code())
                        .bind("message", reason == null ? null : reason.message())
                        .bind("now", now.toEpochMilli())
                        .execute()
                == 1;
    }

    static void startedWith(Handle sql, InstanceId id, @Nullable String kernel, @Nullable String ramDisk) {
        sql.execute("UPDATE instance SET kernel = ?, ramdisk = ? WHERE id = ?", kernel, ramDisk, id.value());
    }

    static void launchTime(Handle sql, InstanceId id, Instant time) {
        sql.execute("UPDATE instance SET launch_time = ? WHERE id = ?", time.toEpochMilli(), id.value());
    }

    static Optional<Instance> find(Handle sql, InstanceId id) {
        return sql.select("SELECT * FROM instance WHERE id = ?", id.value())
                .map((row, _) -> instance(row))
                .findOne();
    }

    /** Those of these ids, by reservation and id. */
    static List<Instance> named(Handle sql, List<String> ids) {
        return Pieces.read(
                ids,
                some -> Condition.in("id", some)
                        .query(sql, "SELECT * FROM instance WHERE %s ORDER BY reservation, id")
                        .map((row, _) -> instance(row))
                        .list());
    }

    static List<Instance> of(Handle sql, AccountId owner, Region region) {
        return sql.select(
                        "SELECT * FROM instance WHERE owner = ? AND region = ? ORDER BY id",
                        owner.value(),
                        region.name())
                .map((row, _) -> instance(row))
                .list();
    }

    static List<Instance> inState(Handle sql, InstanceState state) {
        return sql.select("SELECT * FROM instance WHERE state = ? ORDER BY id", state.wire())
                .map((row, _) -> instance(row))
                .list();
    }

    static List<InstanceId> ids(Handle sql) {
        return sql.select("SELECT id FROM instance")
                .map((row, _) -> new InstanceId(row.getString(1)))
                .list();
    }

    static List<InstanceId> terminatedBefore(Handle sql, Instant time) {
        return sql.select(
                        "SELECT id FROM instance WHERE state = 'terminated' AND state_change < ?", time.toEpochMilli())
                .map((row, _) -> new InstanceId(row.getString(1)))
                .list();
    }

    static void delete(Handle sql, InstanceId id) {
        sql.execute("DELETE FROM instance WHERE id = ?", id.value());
    }

    private static <S extends SqlStatement<S>> S bind(S statement, InstanceSettings settings) {
        CpuOptions cpu = settings.cpu();
        return statement
                .bind("autoRecovery", settings.autoRecovery())
                .bind("cpuCores", cpu == null ? null : cpu.cores())
                .bind("cpuThreads", cpu == null ? null : cpu.threads())
                .bind("type", settings.type())
                .bind("userData", settings.userData())
                .bind("shutdownBehavior", settings.shutdown().wire())
                .bind("disableApiTermination", settings.protection().termination())
                .bind("disableApiStop", settings.protection().stop())
                .bind("monitoring", settings.monitoring())
                .bind("ebsOptimized", settings.devices().ebsOptimized())
                .bind("enaSupport", settings.devices().enaSupport())
                .bind("sriov", settings.devices().sriovNetSupport())
                .bind("cpuCredits", settings.cpuCredits())
                .bind("endpoint", settings.metadata().endpoint())
                .bind("tokens", settings.metadata().tokensRequired())
                .bind("hopLimit", settings.metadata().hopLimit())
                .bind("tags", settings.metadata().instanceTags());
    }

    private static Instance instance(ResultSet row) throws SQLException {
        String reason = row.getString("reason_code");
        return new Instance(
                new InstanceId(row.getString("id")),
                new ReservationId(row.getString("reservation")),
                new AccountId(row.getString("owner")),
                new Region(row.getString("region")),
                row.getString("zone"),
                row.getInt("launch_index"),
                Instant.ofEpochMilli(row.getLong("launch_time")),
                image(row),
                settings(row),
                row.getString("key_name"),
                row.getString("public_key"),
                disks(row.getString("ephemeral_disks")),
                InstanceState.of(row.getString("state")),
                reason == null ? null : new StateReason(reason, row.getString("reason_message")),
                Instant.ofEpochMilli(row.getLong("state_change")),
                row.getString("client_token"));
    }

    private static ImageFacts image(ResultSet row) throws SQLException {
        return new ImageFacts(
                new ImageId(row.getString("image")),
                row.getString("architecture"),
                row.getString("virtualization"),
                row.getString("root_device_name"),
                row.getString("root_device_type"),
                row.getString("boot_mode"),
                row.getString("current_boot_mode"),
                row.getString("kernel"),
                row.getString("ramdisk"),
                row.getString("tpm_support"));
    }

    private static InstanceSettings settings(ResultSet row) throws SQLException {
        return new InstanceSettings(
                row.getString("type"),
                row.getString("user_data"),
                ShutdownBehavior.of(row.getString("shutdown_behavior")),
                new Protection(row.getBoolean("disable_api_termination"), row.getBoolean("disable_api_stop")),
                new Devices(
                        row.getBoolean("ebs_optimized"),
                        row.getBoolean("ena_support"),
                        row.getString("sriov_net_support")),
                row.getBoolean("monitoring"),
                row.getString("cpu_credits"),
                new MetadataOptions(
                        row.getBoolean("metadata_endpoint"),
                        row.getBoolean("metadata_tokens"),
                        row.getInt("metadata_hop_limit"),
                        row.getBoolean("metadata_tags")),
                cpu(row),
                row.getBoolean("auto_recovery"));
    }

    private static @Nullable CpuOptions cpu(ResultSet row) throws SQLException {
        int cores = row.getInt("cpu_cores");
        return row.wasNull() ? null : new CpuOptions(cores, row.getInt("cpu_threads"));
    }

    private static List<EphemeralDisk> disks(String text) {
        return Stream.of(text.split(" "))
                .filter(word -> !word.isEmpty())
                .map(word -> {
                    int equals = word.lastIndexOf('=');
                    return new EphemeralDisk(word.substring(0, equals), Integer.parseInt(word.substring(equals + 1)));
                })
                .toList();
    }
}
