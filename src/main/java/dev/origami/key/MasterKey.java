package dev.origami.key;

import dev.origami.block.Durable;
import dev.origami.database.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The key under which the material of all keys lies in the database: 256 random bits in base64, in a file that only
 * the service's user may read. The database knows a mark of it, so another one is told before anything is opened or
 * sealed with it.
 */
public final class MasterKey {
    private static final String MARKED = "origami master key";
    private static final String MAC = "HmacSHA256";
    private static final int LONGEST_FILE = 1024;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path file;
    private final boolean given;
    private volatile @Nullable SecretKey loaded;

    private MasterKey(Path file, boolean given) {
        this.file = file;
        this.given = given;
    }

    /** The service's own, in a data directory; made when a key first needs it. */
    public static MasterKey in(Path directory) {
        return new MasterKey(directory.resolve("master.key"), false);
    }

    /** The operator's, which is never made here. */
    public static MasterKey given(Path file) {
        return new MasterKey(file, true);
    }

    /**
     * Looks whether it is the one that the database's keys are under, as far as it is needed yet.
     *
     * @throws MasterKeyException when it is not
     */
    public void check(Handle sql) {
        if (given || KeyMaterialTable.masterMark(sql).isPresent()) {
            requireMarked(sql, key());
        }
    }

    /**
     * The key, for material that is there.
     *
     * @throws MasterKeyException when it is missing or another one
     */
    SecretKey toOpen(Handle sql) {
        SecretKey key = key();
        requireMarked(sql, key);
        return key;
    }

    /**
     * The key, for new material; made when there is none.
     *
     * @throws MasterKeyException when it is missing or another one
     */
    SecretKey toSeal(Transaction transaction) {
        Handle sql = transaction.sql();
        if (KeyMaterialTable.masterMark(sql).isPresent()) {
            return toOpen(sql);
        }
        if (!given && !Files.exists(file)) {
            make();
        }
        SecretKey key = key();
        KeyMaterialTable.insertMasterMark(sql, mark(key));
        return key;
    }

    private void requireMarked(Handle sql, SecretKey key) {
        KeyMaterialTable.masterMark(sql).ifPresent(mark -> {
            if (!MessageDigest.isEqual(mark, mark(key))) {
                throw new MasterKeyException("The master key in " + file
                        + " is not the one that the keys in the database are under. Give the right one with"
                        + " --master-key FILE.");
            }
        });
    }

    private static byte[] mark(SecretKey key) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac.doFinal(MARKED.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private SecretKey key() {
        SecretKey known = loaded;
        if (known == null) {
            known = read();
            loaded = known;
        }
        return known;
    }

    private SecretKey read() {
        try {
            if (!Files.exists(file)) {
                throw new MasterKeyException("There is no master key " + file
                        + (given
                                ? ". Make one with: (umask 077; head -c 32 /dev/urandom | base64 > FILE)"
                                : ", and there are keys under it. Put it back, or give it with --master-key FILE."));
            }
            if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw new MasterKeyException(
                        "The master key " + file + " is not its owner's alone. Close it with: chmod 600 " + file);
            }
            if (Files.size(file) > LONGEST_FILE) {
                throw none();
            }
            byte[] material = Base64.getDecoder()
                    .decode(Files.readString(file, StandardCharsets.ISO_8859_1).strip());
            if (material.length != AesGcm.KEY_BYTES) {
                throw none();
            }
            return AesGcm.key(material);
        } catch (IllegalArgumentException e) {
            throw none();
        } catch (IOException e) {
            throw new MasterKeyException("The master key " + file + " cannot be read: " + e, e);
        }
    }

    private MasterKeyException none() {
        return new MasterKeyException("What is in " + file + " is no master key. Make one with:"
                + " (umask 077; head -c 32 /dev/urandom | base64 > FILE)");
    }

    /** On disk before anything is sealed with it. */
    private void make() {
        String text = Base64.getEncoder().encodeToString(AesGcm.random(AesGcm.KEY_BYTES)) + "\n";
        Path unready = file.resolveSibling(file.getFileName() + ".new");
        try {
            boolean _ = Files.deleteIfExists(unready);
            Path _ = Files.createFile(unready, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Path _ = Files.writeString(unready, text);
            Durable.publish(unready, file);
        } catch (IOException e) {
            throw new MasterKeyException("The master key " + file + " cannot be made: " + e, e);
        }
    }
}
