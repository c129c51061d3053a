package dev.origami.key;

import dev.origami.database.Transaction;
import dev.origami.id.KeyId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.jdbi.v3.core.Handle;

/** The 256 bits of each key. They lie in the database under the master key, and leave this package never. */
final class KeyMaterial {
    private static final int ID_BYTES = 32;
    private static final int FIRST_VERSION = 1;

    private final MasterKey master;

    KeyMaterial(MasterKey master) {
        this.master = master;
    }

    /**
     * One version of a key's material, to seal and open with.
     *
     * @param id what it is called on the wire; tells nothing of the bits
     */
    record Version(int number, String id, SecretKey bits) {}

    /** Makes the first version for a new key. */
    void create(Transaction transaction, KeyId key) {
        byte[] wrapped = AesGcm.seal(
                master.toSeal(transaction), AesGcm.random(AesGcm.KEY_BYTES), additional(key, FIRST_VERSION));
        KeyMaterialTable.insert(
                transaction.sql(), key, FIRST_VERSION, HexFormat.of().formatHex(AesGcm.random(ID_BYTES)), wrapped);
    }

    /** What the key's newest material is called. */
    String currentId(Handle sql, KeyId key) {
        return KeyMaterialTable.version(sql, key, KeyMaterialTable.newestVersion(sql, key), (id, _) -> id)
                .orElseThrow();
    }

    /** The newest version, to seal with. */
    Version current(Handle sql, KeyId key) {
        return version(sql, key, KeyMaterialTable.newestVersion(sql, key)).orElseThrow();
    }

    /** The version that something was sealed with, if the key ever had it. */
    Optional<Version> version(Handle sql, KeyId key, int number) {
        return KeyMaterialTable.version(
                sql, key, number, (id, wrapped) -> new Version(number, id, bits(sql, key, number, wrapped)));
    }

    private SecretKey bits(Handle sql, KeyId key, int number, byte[] wrapped) {
        return AesGcm.open(master.toOpen(sql), wrapped, additional(key, number))
                .map(AesGcm::key)
                .orElseThrow(() -> new MasterKeyException(
                        "The material of the key " + key + " is damaged in the database: it does not open"));
    }

    /** Binds the material to its place, so that no row can stand for another. */
    private static byte[] additional(KeyId key, int number) {
        return ("kms_key_material " + key + " " + number).getBytes(StandardCharsets.UTF_8);
    }
}
