package dev.origami.key;

import dev.origami.account.Caller;
import dev.origami.config.KeyLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Encrypt, Decrypt and the making of data keys, for whom the keys' owners let. */
public final class Encryption {
    private final KeyAccess access;
    private final Ciphers ciphers;
    private final KeyLimits limits;

    Encryption(KeyAccess access, Ciphers ciphers, KeyLimits limits) {
        this.access = access;
        this.ciphers = ciphers;
        this.limits = limits;
    }

    /**
     * Encrypt.
     *
     * @throws ApiException {@code ValidationException}, what {@link KeyAccess#require} refuses, {@code
     *     DisabledException}, {@code KMSInvalidStateException}
     */
    public Sealed encrypt(Handle sql, Caller caller, String key, byte[] plaintext, EncryptionContext context) {
        requireLength("Plaintext", plaintext.length, limits.plaintextBytes());
        return ciphers.seal(sql, access.require(sql, caller, key, GrantOperation.ENCRYPT, context), plaintext, context);
    }

    /**
     * Decrypt.
     *
     * @param key which key it must be; empty: whichever the ciphertext names
     * @throws ApiException {@code InvalidCiphertextException}, {@code IncorrectKeyException}, {@code
     *     AccessDeniedException}, {@code NotFoundException}, {@code DisabledException}, {@code
     *     KMSInvalidStateException}
     */
    public Opened decrypt(
            Handle sql, Caller caller, byte[] ciphertext, Optional<String> key, EncryptionContext context) {
        return open(sql, caller, ciphertext, key, GrantOperation.DECRYPT, context);
    }

    /**
     * ReEncrypt: what one key sealed, sealed by another, and nobody sees what it is.
     *
     * @param sourceKey as for {@link #decrypt}
     */
    public ReEncrypted reEncrypt(
            Handle sql,
            Caller caller,
            byte[] ciphertext,
            Optional<String> sourceKey,
            EncryptionContext sourceContext,
            String key,
            EncryptionContext context) {
        Opened opened = open(sql, caller, ciphertext, sourceKey, GrantOperation.RE_ENCRYPT_FROM, sourceContext);
        Key destination = access.require(sql, caller, key, GrantOperation.RE_ENCRYPT_TO, context);
        return new ReEncrypted(
                opened.key(), opened.materialId(), ciphers.seal(sql, destination, opened.plaintext(), context));
    }

    /** What was sealed again, and by which key it was sealed before. */
    public record ReEncrypted(Key sourceKey, String sourceMaterialId, Sealed sealed) {}

    /**
     * GenerateDataKey: random bytes, and the same sealed.
     *
     * @param operation whether the caller gets the bytes, or only the sealed form
     * @throws ApiException as for {@link #encrypt}
     */
    public NewDataKey generateDataKey(
            Handle sql, Caller caller, String key, GrantOperation operation, int bytes, EncryptionContext context) {
        requireLength("NumberOfBytes", bytes, limits.dataKeyBytes());
        byte[] plaintext = AesGcm.random(bytes);
        Key usable = access.require(sql, caller, key, operation, context);
        return new NewDataKey(plaintext, ciphers.seal(sql, usable, plaintext, context));
    }

    /** A data key in both forms. */
    public static final class NewDataKey {
        private final byte[] plaintext;
        private final Sealed sealed;

        private NewDataKey(byte[] plaintext, Sealed sealed) {
            this.plaintext = plaintext.clone();
            this.sealed = sealed;
        }

        public byte[] plaintext() {
            return plaintext.clone();
        }

        public Sealed sealed() {
            return sealed;
        }
    }

    private Opened open(
            Handle sql,
            Caller caller,
            byte[] ciphertext,
            Optional<String> key,
            GrantOperation operation,
            EncryptionContext context) {
        Ciphertext parsed = Ciphertext.parse(ciphertext).orElseThrow(Ciphers::invalid);
        key.ifPresent(name -> {
            if (!access.require(sql, caller, name, operation, context).id().equals(parsed.key())) {
                throw new ApiException(
                        ErrorCode.KMS_INCORRECT_KEY,
                        "The key ID in the request does not identify a CMK that can perform this operation.");
            }
        });
        return ciphers.open(sql, access.require(sql, caller, parsed, operation, context), parsed, context);
    }

    private static void requireLength(String what, int length, int most) {
        if (length < 1 || length > most) {
            throw new ApiException(
                    ErrorCode.KMS_VALIDATION,
                    what + " must lie between 1 and " + most + " bytes, and not be " + length);
        }
    }
}
