package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.key.Encryption;
import dev.origami.key.EncryptionContext;
import dev.origami.key.GrantOperation;
import dev.origami.key.Grants;
import dev.origami.key.KeyRules;
import dev.origami.key.Opened;
import dev.origami.key.Sealed;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextResponse;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;

/** What keys are for: sealing, opening, and data keys. */
final class KmsCryptoApi {
    private static final int AES_256_BYTES = 32;
    private static final int AES_128_BYTES = 16;

    private final Database database;
    private final Encryption encryption;
    private final Grants grants;

    KmsCryptoApi(Database database, KeyRules rules) {
        this.database = database;
        this.encryption = rules.encryption();
        this.grants = rules.grants();
    }

    void addTo(OperationTable table) {
        table.add(Operation.kms("Encrypt", EncryptRequest::builder, this::encrypt)
                .requires("KeyId", "Plaintext")
                .honours("EncryptionContext", "GrantTokens")
                .harmless("EncryptionAlgorithm", KmsKeyApi.ALGORITHM)
                .harmless("DryRun", "false"));
        table.add(Operation.kms("Decrypt", DecryptRequest::builder, this::decrypt)
                .requires("CiphertextBlob")
                .honours("KeyId", "EncryptionContext", "GrantTokens")
                .harmless("EncryptionAlgorithm", KmsKeyApi.ALGORITHM)
                .harmless("DryRun", "false"));
        table.add(Operation.kms("ReEncrypt", ReEncryptRequest::builder, this::reEncrypt)
                .requires("CiphertextBlob", "DestinationKeyId")
                .honours("SourceKeyId", "SourceEncryptionContext", "DestinationEncryptionContext", "GrantTokens")
                .harmless("SourceEncryptionAlgorithm", KmsKeyApi.ALGORITHM)
                .harmless("DestinationEncryptionAlgorithm", KmsKeyApi.ALGORITHM)
                .harmless("DryRun", "false"));
        table.add(Operation.kms("GenerateDataKey", GenerateDataKeyRequest::builder, this::generateDataKey)
                .requires("KeyId")
                .honours("KeySpec", "NumberOfBytes", "EncryptionContext", "GrantTokens")
                .harmless("DryRun", "false"));
        table.add(Operation.kms(
                        "GenerateDataKeyWithoutPlaintext",
                        GenerateDataKeyWithoutPlaintextRequest::builder,
                        this::generateDataKeyWithoutPlaintext)
                .requires("KeyId")
                .honours("KeySpec", "NumberOfBytes", "EncryptionContext", "GrantTokens")
                .harmless("DryRun", "false"));
    }

    private EncryptResponse encrypt(Caller caller, EncryptRequest request) {
        EncryptionContext context = new EncryptionContext(request.encryptionContext());
        Sealed sealed = database.read(sql -> {
            grants.requireTokens(sql, request.grantTokens());
            return encryption.encrypt(
                    sql, caller, request.keyId(), request.plaintext().asByteArray(), context);
        });
        return EncryptResponse.builder()
                .keyId(sealed.key().arn())
                .ciphertextBlob(SdkBytes.fromByteArray(sealed.ciphertext()))
                .encryptionAlgorithm(KmsKeyApi.ALGORITHM)
                .build();
    }

    private DecryptResponse decrypt(Caller caller, DecryptRequest request) {
        EncryptionContext context = new EncryptionContext(request.encryptionContext());
        Opened opened = database.read(sql -> {
            grants.requireTokens(sql, request.grantTokens());
            return encryption.decrypt(
                    sql, caller, request.ciphertextBlob().asByteArray(), Optional.ofNullable(request.keyId()), context);
        });
        return DecryptResponse.builder()
                .keyId(opened.key().arn())
                .plaintext(SdkBytes.fromByteArray(opened.plaintext()))
                .keyMaterialId(opened.materialId())
                .encryptionAlgorithm(KmsKeyApi.ALGORITHM)
                .build();
    }

    private ReEncryptResponse reEncrypt(Caller caller, ReEncryptRequest request) {
        Encryption.ReEncrypted again = database.read(sql -> {
            grants.requireTokens(sql, request.grantTokens());
            return encryption.reEncrypt(
                    sql,
                    caller,
                    request.ciphertextBlob().asByteArray(),
                    Optional.ofNullable(request.sourceKeyId()),
                    new EncryptionContext(request.sourceEncryptionContext()),
                    request.destinationKeyId(),
                    new EncryptionContext(request.destinationEncryptionContext()));
        });
        return ReEncryptResponse.builder()
                .sourceKeyId(again.sourceKey().arn())
                .sourceKeyMaterialId(again.sourceMaterialId())
                .sourceEncryptionAlgorithm(KmsKeyApi.ALGORITHM)
                .keyId(again.sealed().key().arn())
                .destinationKeyMaterialId(again.sealed().materialId())
                .destinationEncryptionAlgorithm(KmsKeyApi.ALGORITHM)
                .ciphertextBlob(SdkBytes.fromByteArray(again.sealed().ciphertext()))
                .build();
    }

    private GenerateDataKeyResponse generateDataKey(Caller caller, GenerateDataKeyRequest request) {
        int bytes = bytes(request.keySpecAsString(), request.numberOfBytes());
        EncryptionContext context = new EncryptionContext(request.encryptionContext());
        Encryption.NewDataKey made = database.read(sql -> {
            grants.requireTokens(sql, request.grantTokens());
            return encryption.generateDataKey(
                    sql, caller, request.keyId(), GrantOperation.GENERATE_DATA_KEY, bytes, context);
        });
        return GenerateDataKeyResponse.builder()
                .keyId(made.sealed().key().arn())
                .plaintext(SdkBytes.fromByteArray(made.plaintext()))
                .ciphertextBlob(SdkBytes.fromByteArray(made.sealed().ciphertext()))
                .keyMaterialId(made.sealed().materialId())
                .build();
    }

    private GenerateDataKeyWithoutPlaintextResponse generateDataKeyWithoutPlaintext(
            Caller caller, GenerateDataKeyWithoutPlaintextRequest request) {
        int bytes = bytes(request.keySpecAsString(), request.numberOfBytes());
        EncryptionContext context = new EncryptionContext(request.encryptionContext());
        Sealed sealed = database.read(sql -> {
                    grants.requireTokens(sql, request.grantTokens());
                    return encryption.generateDataKey(
                            sql,
                            caller,
                            request.keyId(),
                            GrantOperation.GENERATE_DATA_KEY_WITHOUT_PLAINTEXT,
                            bytes,
                            context);
                })
                .sealed();
        return GenerateDataKeyWithoutPlaintextResponse.builder()
                .keyId(sealed.key().arn())
                .ciphertextBlob(SdkBytes.fromByteArray(sealed.ciphertext()))
                .keyMaterialId(sealed.materialId())
                .build();
    }

    /** How long a data key is to be, of which a request says one of two. */
    private static int bytes(@Nullable String spec, @Nullable Integer number) {
        if ((spec == null) == (number == null)) {
            throw new ApiException(ErrorCode.KMS_VALIDATION, "Please specify either number of bytes or key spec.");
        }
        if (spec == null) {
            return number == null ? 0 : number;
        }
        return switch (spec) {
            case "AES_256" -> AES_256_BYTES;
            case "AES_128" -> AES_128_BYTES;
            default ->
                throw new ApiException(
                        ErrorCode.KMS_VALIDATION, "Value '" + spec + "' at 'keySpec' must be AES_256 or AES_128");
        };
    }
}
