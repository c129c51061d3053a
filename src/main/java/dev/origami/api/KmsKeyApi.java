package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.key.EncryptionContext;
import dev.origami.key.GrantOperation;
import dev.origami.key.Key;
import dev.origami.key.KeyRules;
import dev.origami.key.KeyState;
import dev.origami.key.Keys;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionResponse;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.DisableKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyResponse;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusRequest;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusResponse;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionResponse;
import software.amazon.awssdk.services.kms.model.UpdateKeyDescriptionRequest;
import software.amazon.awssdk.services.kms.model.UpdateKeyDescriptionResponse;

/** The keys of KMS: made, described, listed, enabled, disabled, deleted after a wait. */
final class KmsKeyApi {
    static final String ALGORITHM = "SYMMETRIC_DEFAULT";
    private static final String USAGE = "ENCRYPT_DECRYPT";
    private static final String ORIGIN = "AWS_KMS";

    private final Database database;
    private final KeyRules rules;
    private final Keys keys;
    private final KmsPaging paging;
    private final int usualWaitDays;

    /**
     * The operations.
     *
     * @param usualWaitDays from the schedule of a deletion to the deletion, where the request does not say
     */
    KmsKeyApi(Database database, KeyRules rules, KmsPaging paging, int usualWaitDays) {
        this.database = database;
        this.rules = rules;
        this.keys = rules.keys();
        this.paging = paging;
        this.usualWaitDays = usualWaitDays;
    }

    void addTo(OperationTable table) {
        table.add(Operation.kms("CreateKey", CreateKeyRequest::builder, this::createKey)
                .honours("Description", "Tags.*")
                .harmless("KeyUsage", USAGE)
                .harmless("KeySpec", ALGORITHM)
                .harmless("CustomerMasterKeySpec", ALGORITHM)
                .harmless("Origin", ORIGIN)
                .harmless("MultiRegion", "false")
                // It is of the check of a policy, which is refused by name.
                .harmless("BypassPolicyLockoutSafetyCheck", "true", "false"));
        table.add(Operation.kms("DescribeKey", DescribeKeyRequest::builder, this::describeKey)
                .requires("KeyId")
                .honours("GrantTokens"));
        table.add(Operation.kms("ListKeys", ListKeysRequest::builder, this::listKeys)
                .honours("Limit", "Marker"));
        table.add(Operation.kms("EnableKey", EnableKeyRequest::builder, this::enableKey)
                .requires("KeyId"));
        table.add(Operation.kms("DisableKey", DisableKeyRequest::builder, this::disableKey)
                .requires("KeyId"));
        table.add(Operation.kms("ScheduleKeyDeletion", ScheduleKeyDeletionRequest::builder, this::scheduleKeyDeletion)
                .requires("KeyId")
                .honours("PendingWindowInDays"));
        table.add(Operation.kms("CancelKeyDeletion", CancelKeyDeletionRequest::builder, this::cancelKeyDeletion)
                .requires("KeyId"));
        table.add(
                Operation.kms("UpdateKeyDescription", UpdateKeyDescriptionRequest::builder, this::updateKeyDescription)
                        .requires("KeyId", "Description"));
        table.add(
                Operation.kms("GetKeyRotationStatus", GetKeyRotationStatusRequest::builder, this::getKeyRotationStatus)
                        .requires("KeyId"));
    }

    private CreateKeyResponse createKey(Caller caller, CreateKeyRequest request) {
        String description = request.description() == null ? "" : request.description();
        return database.write(transaction -> {
            Key key = keys.create(transaction, caller, description);
            rules.tags().put(transaction, key, KmsTagApi.read(request.tags()));
            return CreateKeyResponse.builder()
                    .keyMetadata(wire(transaction.sql(), key))
                    .build();
        });
    }

    private DescribeKeyResponse describeKey(Caller caller, DescribeKeyRequest request) {
        if (Keys.isOfVolumes(caller, request.keyId())
                && database.read(sql -> keys.ofVolumes(sql, caller)).isEmpty()) {
            Key _ = database.write(transaction -> keys.ofVolumes(transaction, caller));
        }
        return database.read(sql -> {
            rules.grants().requireTokens(sql, request.grantTokens());
            Key key = rules.access()
                    .require(sql, caller, request.keyId(), GrantOperation.DESCRIBE_KEY, EncryptionContext.NONE);
            return DescribeKeyResponse.builder().keyMetadata(wire(sql, key)).build();
        });
    }

    private ListKeysResponse listKeys(Caller caller, ListKeysRequest request) {
        List<Key> all = database.read(sql -> keys.all(sql, caller));
        Page<Key> page = paging.page(
                caller, request.limit(), request.marker(), all, key -> key.id().value());
        return ListKeysResponse.builder()
                .keys(page.items().stream()
                        .map(key -> KeyListEntry.builder()
                                .keyId(key.id().value())
                                .keyArn(key.arn())
                                .build())
                        .toList())
                .nextMarker(page.nextToken())
                .truncated(page.nextToken() != null)
                .build();
    }

    private EnableKeyResponse enableKey(Caller caller, EnableKeyRequest request) {
        database.writing(transaction ->
                keys.enable(transaction, keys.requireManaged(transaction.sql(), caller, request.keyId())));
        return EnableKeyResponse.builder().build();
    }

    private DisableKeyResponse disableKey(Caller caller, DisableKeyRequest request) {
        database.writing(transaction ->
                keys.disable(transaction, keys.requireManaged(transaction.sql(), caller, request.keyId())));
        return DisableKeyResponse.builder().build();
    }

    private ScheduleKeyDeletionResponse scheduleKeyDeletion(Caller caller, ScheduleKeyDeletionRequest request) {
        int days = request.pendingWindowInDays() == null ? usualWaitDays : request.pendingWindowInDays();
        return database.write(transaction -> {
            Key key = keys.requireManaged(transaction.sql(), caller, request.keyId());
            Instant date = keys.scheduleDeletion(transaction, key, days);
            return ScheduleKeyDeletionResponse.builder()
                    .keyId(key.arn())
                    .deletionDate(date)
                    .keyState(new KeyState.PendingDeletion(date).wire())
                    .pendingWindowInDays(days)
                    .build();
        });
    }

    private CancelKeyDeletionResponse cancelKeyDeletion(Caller caller, CancelKeyDeletionRequest request) {
        return database.write(transaction -> {
            Key key = keys.requireManaged(transaction.sql(), caller, request.keyId());
            keys.cancelDeletion(transaction, key);
            return CancelKeyDeletionResponse.builder().keyId(key.arn()).build();
        });
    }

    private UpdateKeyDescriptionResponse updateKeyDescription(Caller caller, UpdateKeyDescriptionRequest request) {
        database.writing(transaction -> keys.describe(
                transaction, keys.requireManaged(transaction.sql(), caller, request.keyId()), request.description()));
        return UpdateKeyDescriptionResponse.builder().build();
    }

    /** Keys are not rotated here; Terraform asks of every key that it made. */
    private GetKeyRotationStatusResponse getKeyRotationStatus(Caller caller, GetKeyRotationStatusRequest request) {
        Key key = database.read(sql -> keys.requireOwned(sql, caller, request.keyId()));
        return GetKeyRotationStatusResponse.builder()
                .keyId(key.arn())
                .keyRotationEnabled(false)
                .build();
    }

    /** Older clients read the older name of the key's kind. */
    @SuppressWarnings("deprecation")
    private KeyMetadata wire(Handle sql, Key key) {
        KeyMetadata.Builder metadata = KeyMetadata.builder()
                .awsAccountId(key.account().value())
                .keyId(key.id().value())
                .arn(key.arn())
                .creationDate(key.creationDate())
                .enabled(key.state() instanceof KeyState.Enabled)
                .description(key.description())
                .keyUsage(USAGE)
                .keyState(key.state().wire())
                .origin(ORIGIN)
                .keyManager(key.manager().name())
                .customerMasterKeySpec(ALGORITHM)
                .keySpec(ALGORITHM)
                .encryptionAlgorithmsWithStrings(ALGORITHM)
                .multiRegion(false)
                .currentKeyMaterialId(keys.materialId(sql, key));
        if (key.state() instanceof KeyState.PendingDeletion pending) {
            metadata.deletionDate(pending.deletionDate());
        }
        return metadata.build();
    }
}
