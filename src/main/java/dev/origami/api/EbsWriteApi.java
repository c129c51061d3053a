package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.BlockStore;
import dev.origami.block.ManifestId;
import dev.origami.config.UploadLimits;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.encryption.EncryptionWish;
import dev.origami.encryption.KeyRefusals;
import dev.origami.encryption.Lineage;
import dev.origami.encryption.Lineages;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SnapshotId;
import dev.origami.operation.CompleteSnapshot;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.snapshot.UploadSeal;
import dev.origami.snapshot.UploadWriter;
import dev.origami.snapshot.UploadedBlock;
import dev.origami.snapshot.Uploads;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ebs.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.ebs.model.CompleteSnapshotRequest;
import software.amazon.awssdk.services.ebs.model.CompleteSnapshotResponse;
import software.amazon.awssdk.services.ebs.model.PutSnapshotBlockRequest;
import software.amazon.awssdk.services.ebs.model.PutSnapshotBlockResponse;
import software.amazon.awssdk.services.ebs.model.SSEType;
import software.amazon.awssdk.services.ebs.model.StartSnapshotRequest;
import software.amazon.awssdk.services.ebs.model.StartSnapshotResponse;

/** The writing half of EBS direct: StartSnapshot, PutSnapshotBlock, CompleteSnapshot (source section 2.4). */
public final class EbsWriteApi {
    private static final int BLOCK = BlockStore.LISTED_BLOCK_BYTES;
    private static final long BYTES_PER_GIB = 1L << 30;
    private static final byte[] ZEROS = new byte[BLOCK];

    private final Database database;
    private final Snapshots snapshots;
    private final Uploads uploads;
    private final Lineages lineages;
    private final UploadWriter writer;
    private final CompleteSnapshot completeSnapshot;
    private final Tags tags;
    private final ClientTokens clientTokens;
    private final InstantSource clock;
    private final UploadLimits limits;

    public EbsWriteApi(
            Database database,
            Snapshots snapshots,
            Uploads uploads,
            Lineages lineages,
            UploadWriter writer,
            CompleteSnapshot completeSnapshot,
            Tags tags,
            ClientTokens clientTokens,
            InstantSource clock,
            UploadLimits limits) {
        this.database = database;
        this.snapshots = snapshots;
        this.uploads = uploads;
        this.lineages = lineages;
        this.writer = writer;
        this.completeSnapshot = completeSnapshot;
        this.tags = tags;
        this.clientTokens = clientTokens;
        this.clock = clock;
        this.limits = limits;
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ebs("StartSnapshot", StartSnapshotRequest::builder, this::startSnapshot)
                .requires("VolumeSize")
                .honours("ParentSnapshotId", "Tags.*", "Description", "ClientToken", "Timeout")
                .honours("Encrypted", "KmsKeyArn"));
        table.add(Operation.ebsBlock("PutSnapshotBlock", PutSnapshotBlockRequest::builder, this::putSnapshotBlock)
                .requires("SnapshotId", "BlockIndex", "DataLength", "Checksum", "ChecksumAlgorithm")
                .honours("Progress"));
        table.add(Operation.ebs("CompleteSnapshot", CompleteSnapshotRequest::builder, this::completeSnapshot)
                .requires("SnapshotId", "ChangedBlocksCount")
                .honours("Checksum", "ChecksumAlgorithm", "ChecksumAggregationMethod"));
    }

    private StartSnapshotResponse startSnapshot(Caller caller, StartSnapshotRequest request) {
        List<Tag> given = request.tags().stream()
                .map(tag -> new Tag(tag.key() == null ? "" : tag.key(), tag.value() == null ? "" : tag.value()))
                .toList();
        requireTags(given);
        requireSize(request.volumeSize());
        Duration timeout = timeout(request.timeout());
        requireEncryption(request);
        String id = clientTokens.once(
                database,
                caller,
                request.clientToken(),
                transaction ->
                        start(transaction, caller, request, given, timeout).value());
        Snapshot snapshot = database.read(sql -> snapshots.requireVisible(sql, caller, SnapshotId.parse(id)));
        return StartSnapshotResponse.builder()
                .snapshotId(id)
                .ownerId(snapshot.owner().value())
                .description(snapshot.description())
                .status(snapshot.state().wire())
                .startTime(snapshot.startTime())
                .volumeSize((long) snapshot.sizeGiB())
                .blockSize(BLOCK)
                .parentSnapshotId(
                        snapshot.parent() == null ? null : snapshot.parent().value())
                .kmsKeyArn(Lineage.keyOf(snapshot.lineage()))
                .sseType(snapshot.lineage() == null ? null : SSEType.SSE_KMS)
                .tags(request.tags())
                .build();
    }

    private SnapshotId start(
            Transaction transaction, Caller caller, StartSnapshotRequest request, List<Tag> given, Duration timeout) {
        int sizeGiB = Math.toIntExact(request.volumeSize());
        @Nullable
        Snapshot parent = request.parentSnapshotId() == null
                ? null
                : EbsReadApi.requireReadable(
                        snapshots, transaction.sql(), caller, SnapshotId.parse(request.parentSnapshotId()));
        if (parent != null && parent.state() instanceof SnapshotState.Damaged) {
            throw new ApiException(
                    ErrorCode.EBS_INVALID_SNAPSHOT_ID,
                    "The snapshot " + parent.id() + " is " + parent.state().wire());
        }
        if (parent != null && parent.sizeGiB() > sizeGiB) {
            throw new ApiException(
                    ErrorCode.EBS_INVALID_VOLUME_SIZE,
                    "The volume size must not be smaller than that of the parent snapshot: " + parent.sizeGiB());
        }
        Snapshot snapshot = new Snapshot(
                SnapshotId.create(),
                caller.account(),
                caller.region(),
                null,
                sizeGiB,
                new SnapshotState.Pending(0),
                clock.instant(),
                request.description() == null ? "" : request.description(),
                parent == null ? null : parent.id(),
                null,
                lineage(transaction, caller, request, parent));
        snapshots.insert(transaction, snapshot);
        uploads.start(transaction, snapshot.id(), timeout, parent == null ? null : manifest(parent));
        tags.attach(transaction, caller, SnapshotApi.RESOURCE_TYPE, snapshot.id(), given);
        return snapshot.id();
    }

    private @Nullable Lineage lineage(
            Transaction transaction, Caller caller, StartSnapshotRequest request, @Nullable Snapshot parent) {
        try {
            return lineages.require(
                    transaction,
                    caller,
                    parent == null ? null : parent.lineage(),
                    new EncryptionWish(request.encrypted(), request.kmsKeyArn()));
        } catch (ApiException refusal) {
            throw KeyRefusals.ofEbs(refusal);
        }
    }

    private static void requireEncryption(StartSnapshotRequest request) {
        boolean said = request.encrypted() != null || request.kmsKeyArn() != null;
        if (said && request.parentSnapshotId() != null) {
            throw new ApiException(
                    ErrorCode.EBS_INVALID_PARAMETER_VALUE,
                    "Encrypted and KmsKeyArn cannot be given with a ParentSnapshotId: what it says holds");
        }
        if (request.kmsKeyArn() != null && !Boolean.TRUE.equals(request.encrypted())) {
            throw new ApiException(
                    ErrorCode.EBS_INVALID_PARAMETER_VALUE, "The parameter KmsKeyArn requires Encrypted to be true");
        }
    }

    private static @Nullable ManifestId manifest(Snapshot snapshot) {
        return snapshot.state() instanceof SnapshotState.Completed completed ? completed.manifest() : null;
    }

    private void requireTags(List<Tag> given) {
        try {
            tags.requireValid(given);
        } catch (ApiException refusal) {
            throw new ApiException(ErrorCode.EBS_INVALID_TAG, refusal.text());
        }
    }

    private void requireSize(long sizeGiB) {
        if (sizeGiB < 1 || sizeGiB > limits.largestGiB()) {
            throw new ApiException(
                    ErrorCode.EBS_INVALID_VOLUME_SIZE, "The volume size is 1 to " + limits.largestGiB() + " GiB");
        }
    }

    private Duration timeout(@Nullable Integer minutes) {
        if (minutes == null) {
            return Duration.ofMinutes(limits.timeoutMinutes());
        }
        if (minutes < limits.shortestTimeoutMinutes() || minutes > limits.longestTimeoutMinutes()) {
            throw new ApiException(
                    ErrorCode.EBS_INVALID_PARAMETER_VALUE,
                    "The timeout is " + limits.shortestTimeoutMinutes() + " to " + limits.longestTimeoutMinutes()
                            + " minutes");
        }
        return Duration.ofMinutes(minutes);
    }

    private Reply<PutSnapshotBlockResponse> putSnapshotBlock(
            Caller caller, PutSnapshotBlockRequest request, SdkBytes body) {
        SnapshotId id = SnapshotId.parse(request.snapshotId());
        byte[] content = body.asByteArrayUnsafe();
        if (content.length != BLOCK || request.dataLength() != BLOCK) {
            throw new ApiException(ErrorCode.EBS_INVALID_BLOCK, "A block has " + BLOCK + " bytes");
        }
        requireSha256(request.checksumAlgorithmAsString());
        String checksum = Base64.getEncoder().encodeToString(sha256().digest(content));
        if (!checksum.equals(request.checksum())) {
            throw new ApiException(ErrorCode.EBS_INVALID_BLOCK, "The checksum is not that of the block");
        }
        Snapshot snapshot = database.read(sql -> {
            Snapshot own = requireOwned(sql, caller, id);
            var _ = uploads.requireOpen(sql, id);
            return own;
        });
        long index = request.blockIndex();
        if (index < 0 || index >= snapshot.sizeGiB() * (BYTES_PER_GIB / BLOCK)) {
            throw new ApiException(ErrorCode.EBS_INVALID_BLOCK, "Block " + index + " is outside of the volume");
        }
        boolean zeros = Arrays.equals(content, ZEROS);
        try {
            writer.put(id, index, checksum, zeros ? null : sealed(snapshot, index, ByteBuffer.wrap(content)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ErrorCode.SERVICE_UNAVAILABLE, "The service stops");
        }
        return Reply.of(PutSnapshotBlockResponse.builder()
                .checksum(checksum)
                .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                .build());
    }

    private ByteBuffer sealed(Snapshot snapshot, long index, ByteBuffer block) {
        try {
            Optional<UploadSeal> seal = uploads.seal(snapshot);
            return seal.isEmpty() ? block : seal.get().seal(index, block);
        } catch (BlockKeyGoneException e) {
            throw new ApiException(ErrorCode.EBS_INVALID_CUSTOMER_KEY, "The KMS key of " + snapshot.id() + " is gone");
        }
    }

    private CompleteSnapshotResponse completeSnapshot(Caller caller, CompleteSnapshotRequest request) {
        SnapshotId id = SnapshotId.parse(request.snapshotId());
        Completion completion = database.write(transaction -> complete(transaction, caller, id, request));
        if (completion.refusal() != null) {
            throw completion.refusal();
        }
        return CompleteSnapshotResponse.builder()
                .status(completion.state().wire())
                .build();
    }

    /** What comes of a completion: the state of the snapshot, and why it is in error now where it is. */
    private record Completion(SnapshotState state, @Nullable ApiException refusal) {}

    /** Blocks that are not those which the client meant never become a snapshot (source section 2.4). */
    private Completion complete(
            Transaction transaction, Caller caller, SnapshotId id, CompleteSnapshotRequest request) {
        Snapshot snapshot = requireOwned(transaction.sql(), caller, id);
        boolean underWay = uploads.find(transaction.sql(), id)
                .map(upload -> upload.completing())
                .orElse(false);
        if (underWay || snapshot.state() instanceof SnapshotState.Completed) {
            return new Completion(snapshot.state(), null);
        }
        var _ = uploads.requireOpen(transaction.sql(), id);
        requireForm(request);
        try {
            requireWhole(request, uploads.blocks(transaction.sql(), id));
        } catch (ApiException refusal) {
            boolean _ = snapshots.fail(transaction, id, refusal.text());
            return new Completion(snapshot.state(), refusal);
        }
        completeSnapshot.start(transaction, id);
        return new Completion(snapshot.state(), null);
    }

    private static void requireForm(CompleteSnapshotRequest request) {
        if (request.checksum() == null) {
            return;
        }
        requireSha256(request.checksumAlgorithmAsString());
        if (!"LINEAR".equals(request.checksumAggregationMethodAsString())) {
            throw new ApiException(
                    ErrorCode.EBS_INVALID_PARAMETER_VALUE, "The checksum aggregation method must be LINEAR");
        }
    }

    /** The client's count and checksum of all that it put must be ours. */
    private static void requireWhole(CompleteSnapshotRequest request, List<UploadedBlock> blocks) {
        if (request.changedBlocksCount() != blocks.size()) {
            throw new ApiException(
                    ErrorCode.EBS_INVALID_PARAMETER_VALUE,
                    "ChangedBlocksCount is " + request.changedBlocksCount() + ", but " + blocks.size()
                            + " blocks were written");
        }
        if (request.checksum() == null) {
            return;
        }
        MessageDigest linear = sha256();
        blocks.forEach(block -> linear.update(Base64.getDecoder().decode(block.checksum())));
        if (!Base64.getEncoder().encodeToString(linear.digest()).equals(request.checksum())) {
            throw new ApiException(
                    ErrorCode.EBS_INVALID_PARAMETER_VALUE, "The checksum is not that of the blocks that were written");
        }
    }

    /** Who may read a snapshot may not write to it. */
    private Snapshot requireOwned(Handle sql, Caller caller, SnapshotId id) {
        Snapshot snapshot = snapshots.requireVisible(sql, caller, id);
        if (!snapshot.owner().equals(caller.account())) {
            throw new ApiException(ErrorCode.EBS_UNAUTHORIZED_ACCOUNT, "The snapshot " + id + " is another account's");
        }
        return snapshot;
    }

    private static void requireSha256(@Nullable String algorithm) {
        if (!"SHA256".equals(algorithm)) {
            throw new ApiException(ErrorCode.EBS_INVALID_PARAMETER_VALUE, "The checksum algorithm must be SHA256");
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
