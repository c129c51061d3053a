package dev.origami.key;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.KeyId;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Seals and opens with keys. Who may is for {@link KeyAccess} to say; whether the key may, is said here. */
final class Ciphers {
    private final KeyMaterial materials;

    Ciphers(KeyMaterial materials) {
        this.materials = materials;
    }

    /**
     * Seals bytes under a key's newest material.
     *
     * @throws ApiException {@code DisabledException}, {@code KMSInvalidStateException}
     */
    Sealed seal(Handle sql, Key key, byte[] plaintext, EncryptionContext context) {
        Key usable = key.requireUsable();
        KeyMaterial.Version material = materials.current(sql, usable.id());
        byte[] sealed = AesGcm.seal(material.bits(), plaintext, additional(usable.id(), material.number(), context));
        return new Sealed(usable, new Ciphertext(usable.id(), material.number(), sealed), material.id());
    }

    /**
     * Opens what was sealed under the key.
     *
     * @throws ApiException {@code InvalidCiphertextException} when it was not, or with another context;
     *     {@code DisabledException}, {@code KMSInvalidStateException}
     */
    Opened open(Handle sql, Key key, Ciphertext ciphertext, EncryptionContext context) {
        Key usable = key.requireUsable();
        KeyMaterial.Version material =
                materials.version(sql, usable.id(), ciphertext.version()).orElseThrow(Ciphers::invalid);
        Optional<byte[]> plaintext = AesGcm.open(
                material.bits(), ciphertext.sealed(), additional(usable.id(), ciphertext.version(), context));
        return new Opened(usable, plaintext.orElseThrow(Ciphers::invalid), material.id());
    }

    /**
     * Opens without asking for the key's state. Empty where the key is gone.
     *
     * @throws ApiException {@code InvalidCiphertextException}
     */
    Optional<byte[]> openWhateverItsState(Handle sql, Ciphertext ciphertext, EncryptionContext context) {
        return materials
                .version(sql, ciphertext.key(), ciphertext.version())
                .map(material -> AesGcm.open(
                                material.bits(),
                                ciphertext.sealed(),
                                additional(ciphertext.key(), ciphertext.version(), context))
                        .orElseThrow(Ciphers::invalid));
    }

    static ApiException invalid() {
        return new ApiException(
                ErrorCode.KMS_INVALID_CIPHERTEXT,
                "The ciphertext was not made here, was changed, or was made with another encryption context");
    }

    private static byte[] additional(KeyId key, int version, EncryptionContext context) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(Ciphertext.head(key, version));
        bytes.writeBytes(context.bytes());
        return bytes.toByteArray();
    }
}
