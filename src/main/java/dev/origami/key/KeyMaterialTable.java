package dev.origami.key;

import dev.origami.id.KeyId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of {@code kms_key_material}, and the one of {@code kms_master_key}. */
final class KeyMaterialTable {
    private KeyMaterialTable() {}

    /** What makes of a row's bytes what is asked for. */
    @FunctionalInterface
    interface Unwrapped<T> {
        T of(String materialId, byte[] wrapped);
    }

    static void insert(Handle sql, KeyId key, int version, String materialId, byte[] wrapped) {
        sql.execute(
                "INSERT INTO kms_key_material (key_id, version, material_id, wrapped) VALUES (?, ?, ?, ?)",
                key.value(),
                version,
                materialId,
                wrapped);
    }

    static int newestVersion(Handle sql, KeyId key) {
        return sql.select("SELECT max(version) FROM kms_key_material WHERE key_id = ?", key.value())
                .mapTo(Integer.class)
                .one();
    }

    static <T> Optional<T> version(Handle sql, KeyId key, int version, Unwrapped<T> unwrapped) {
        return sql.select(
                        "SELECT material_id, wrapped FROM kms_key_material WHERE key_id = ? AND version = ?",
                        key.value(),
                        version)
                .map((row, _) -> unwrapped.of(row.getString("material_id"), row.getBytes("wrapped")))
                .findOne();
    }

    /** What tells the master key from another; empty: none was needed yet. */
    static Optional<byte[]> masterMark(Handle sql) {
        return sql.select("SELECT mark FROM kms_master_key").mapTo(byte[].class).findOne();
    }

    static void insertMasterMark(Handle sql, byte[] mark) {
        sql.execute("INSERT INTO kms_master_key (only_row, mark) VALUES (1, ?)", (Object) mark);
    }
}
