package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.block.BlockCorruptedException;
import dev.origami.block.BlockStore;
import dev.origami.block.ChangedBlock;
import dev.origami.block.ManifestId;
import dev.origami.config.UploadLimits;
import dev.origami.database.Database;
import dev.origami.encryption.KeyRefusals;
import dev.origami.encryption.Lineage;
import dev.origami.encryption.Lineages;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SnapshotId;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.zone.Home;
import dev.origami.zone.SnapshotHomes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ebs.model.Block;
import software.amazon.awssdk.services.ebs.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.ebs.model.GetSnapshotBlockRequest;
import software.amazon.awssdk.services.ebs.model.GetSnapshotBlockResponse;
import software.amazon.awssdk.services.ebs.model.ListChangedBlocksRequest;
import software.amazon.awssdk.services.ebs.model.ListChangedBlocksResponse;
import software.amazon.awssdk.services.ebs.model.ListSnapshotBlocksRequest;
import software.amazon.awssdk.services.ebs.model.ListSnapshotBlocksResponse;

/**
 * The reading half of EBS direct: ListSnapshotBlocks, ListChangedBlocks, GetSnapshotBlock (source section 2.4). A block
 * is listed when it has a byte that is not zero.
 */
public final class EbsReadApi {
    private static final int BLOCK = BlockStore.LISTED_BLOCK_BYTES;
    private static final String BLOCK_PURPOSE = "block";
    private static final String PAGE_PURPOSE = "blocks";

    private final Database database;
    private final Snapshots snapshots;
    private final Lineages lineages;
    private final BlockStore blocks;
    private final SealedTokens tokens;
    private final InstantSource clock;
    private final UploadLimits limits;

    public EbsReadApi(
            Database database,
            Snapshots snapshots,
            Lineages lineages,
            BlockStore blocks,
            SealedTokens tokens,
            InstantSource clock,
            UploadLimits limits) {
        this.database = database;
        this.snapshots = snapshots;
        this.lineages = lineages;
        this.blocks = blocks;
        this.tokens = tokens;
        this.clock = clock;
        this.limits = limits;
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ebs("ListSnapshotBlocks", ListSnapshotBlocksRequest::builder, this::listSnapshotBlocks)
                .requires("SnapshotId")
                .honours("NextToken", "MaxResults", "StartingBlockIndex"));
        table.add(Operation.ebs("ListChangedBlocks", ListChangedBlocksRequest::builder, this::listChangedBlocks)
                .requires("SecondSnapshotId")
                .honours("FirstSnapshotId", "NextToken", "MaxResults", "StartingBlockIndex"));
        table.add(Operation.ebsBlock("GetSnapshotBlock", GetSnapshotBlockRequest::builder, this::getSnapshotBlock)
                .requires("SnapshotId", "BlockIndex", "BlockToken"));
    }

    private ListSnapshotBlocksResponse listSnapshotBlocks(Caller caller, ListSnapshotBlocksRequest request) {
        Snapshot snapshot = readable(caller, request.snapshotId());
        String bearer = caller.account() + " " + snapshot.id();
        int max = max(request.maxResults());
        long start = start(bearer, request.nextToken(), request.startingBlockIndex());
        List<Long> found = reading(snapshot, () -> blocks.listBlocks(manifest(snapshot), start, max));
        Instant expiry = clock.instant().plus(limits.blockTokenLife());
        return ListSnapshotBlocksResponse.builder()
                .blocks(found.stream()
                        .map(index -> Block.builder()
                                .blockIndex(Math.toIntExact(index))
                                .blockToken(token(caller, snapshot, index, expiry))
                                .build())
                        .toList())
                .expiryTime(expiry)
                .volumeSize((long) snapshot.sizeGiB())
                .blockSize(BLOCK)
                .nextToken(found.size() < max ? null : nextToken(bearer, found.getLast()))
                .build();
    }

    private ListChangedBlocksResponse listChangedBlocks(Caller caller, ListChangedBlocksRequest request) {
        if (request.firstSnapshotId() == null) {
            throw new ApiException(
                    ErrorCode.EBS_INVALID_PARAMETER_VALUE, "The request must contain the parameter firstSnapshotId");
        }
        Snapshot first = readable(caller, request.firstSnapshotId());
        Snapshot second = readable(caller, request.secondSnapshotId());
        requireRelated(first, second);
        String bearer = caller.account() + " " + first.id() + " " + second.id();
        int max = max(request.maxResults());
        long start = start(bearer, request.nextToken(), request.startingBlockIndex());
        List<ChangedBlock> found =
                reading(second, () -> blocks.listChangedBlocks(manifest(first), manifest(second), start, max));
        Instant expiry = clock.instant().plus(limits.blockTokenLife());
        return ListChangedBlocksResponse.builder()
                .changedBlocks(found.stream()
                        .map(block -> software.amazon.awssdk.services.ebs.model.ChangedBlock.builder()
                                .blockIndex(Math.toIntExact(block.index()))
                                .firstBlockToken(block.inFirst() ? token(caller, first, block.index(), expiry) : null)
                                .secondBlockToken(
                                        block.inSecond() ? token(caller, second, block.index(), expiry) : null)
                                .build())
                        .toList())
                .expiryTime(expiry)
                .volumeSize((long) second.sizeGiB())
                .blockSize(BLOCK)
                .nextToken(
                        found.size() < max
                                ? null
                                : nextToken(bearer, found.getLast().index()))
                .build();
    }

    private Reply<GetSnapshotBlockResponse> getSnapshotBlock(
            Caller caller, GetSnapshotBlockRequest request, SdkBytes body) {
        Snapshot snapshot = readable(caller, request.snapshotId());
        long index = request.blockIndex();
        if (tokens.open(BLOCK_PURPOSE, bearer(caller, snapshot, index), request.blockToken())
                .isEmpty()) {
            throw new ApiException(
                    ErrorCode.EBS_INVALID_BLOCK_TOKEN, "The block token is not for this block, or has expired");
        }
        byte[] content = new byte[BLOCK];
        boolean _ = reading(snapshot, () -> {
            long offset = index * BLOCK;
            long length = Math.min(BLOCK, blocks.sizeBytes(manifest(snapshot)) - offset);
            blocks.read(manifest(snapshot), offset, ByteBuffer.wrap(content, 0, Math.toIntExact(length)));
            return true;
        });
        return new Reply<>(
                GetSnapshotBlockResponse.builder()
                        .dataLength(BLOCK)
                        .checksum(Base64.getEncoder()
                                .encodeToString(EbsWriteApi.sha256().digest(content)))
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                        .build(),
                SdkBytes.fromByteArrayUnsafe(content));
    }

    private Snapshot readable(Caller caller, String id) {
        return database.read(sql -> {
            Snapshot snapshot = requireReadable(snapshots, sql, caller, SnapshotId.parse(id));
            requireKey(sql, caller, snapshot);
            return snapshot;
        });
    }

    private void requireKey(Handle sql, Caller caller, Snapshot snapshot) {
        Lineage lineage = snapshot.lineage();
        if (lineage != null) {
            try {
                lineages.requireUsable(sql, caller, lineage.id());
            } catch (ApiException refusal) {
                throw KeyRefusals.ofEbs(refusal);
            }
        }
    }

    /** Blocks under different keys cannot be compared. */
    private static void requireRelated(Snapshot first, Snapshot second) {
        if (!Objects.equals(first.lineage(), second.lineage())) {
            throw new ApiException(
                    ErrorCode.EBS_UNRELATED_SNAPSHOTS,
                    "The snapshots " + first.id() + " and " + second.id()
                            + " are not encrypted under the same data key");
        }
    }

    /**
     * A snapshot whose blocks the caller may read: completed, and its own or shared with it by name. Of one that is
     * damaged all that is not lost can be saved.
     *
     * @throws ApiException {@code SNAPSHOT_NOT_FOUND}, {@code UNAUTHORIZED_ACCOUNT}, {@code INVALID_SNAPSHOT_ID}
     */
    static Snapshot requireReadable(Snapshots snapshots, Handle sql, Caller caller, SnapshotId id) {
        Snapshot snapshot = snapshots.requireVisible(sql, caller, id);
        if (!snapshots.isOwnedOrShared(sql, caller, snapshot)) {
            throw new ApiException(
                    ErrorCode.EBS_UNAUTHORIZED_ACCOUNT, "The snapshot " + id + " is not shared with this account");
        }
        Home home = SnapshotHomes.of(sql, id);
        if (!home.equals(Home.inRegion())) {
            throw new ApiException(
                    ErrorCode.EBS_INVALID_SNAPSHOT_ID,
                    "The snapshot " + id + " is " + home.text() + ", where its blocks cannot be read");
        }
        return switch (snapshot.state()) {
            case SnapshotState.Completed _, SnapshotState.Damaged _ -> snapshot;
            case SnapshotState.Pending _, SnapshotState.Failed _, SnapshotState.Recoverable _ ->
                throw new ApiException(
                        ErrorCode.EBS_INVALID_SNAPSHOT_ID,
                        "The snapshot " + id + " is " + snapshot.state().wire());
        };
    }

    private static ManifestId manifest(Snapshot snapshot) {
        return switch (snapshot.state()) {
            case SnapshotState.Completed completed -> completed.manifest();
            case SnapshotState.Damaged damaged -> damaged.manifest();
            case SnapshotState.Pending _, SnapshotState.Failed _, SnapshotState.Recoverable _ ->
                throw new IllegalStateException(snapshot.id() + " is not completed");
        };
    }

    private int max(@Nullable Integer given) {
        if (given == null) {
            return limits.mostListed();
        }
        if (given < limits.fewestListed() || given > limits.mostListed()) {
            throw new ApiException(
                    ErrorCode.EBS_INVALID_PARAMETER_VALUE,
                    "maxResults is " + limits.fewestListed() + " to " + limits.mostListed());
        }
        return given;
    }

    /** A page token says where to go on, whatever else the request says. */
    private long start(String bearer, @Nullable String pageToken, @Nullable Integer startingBlockIndex) {
        if (pageToken != null) {
            return tokens.open(PAGE_PURPOSE, bearer, pageToken)
                    .map(Long::parseLong)
                    .orElseThrow(() -> new ApiException(
                            ErrorCode.EBS_INVALID_PAGE_TOKEN,
                            "The page token is not for this listing, or has expired"));
        }
        if (startingBlockIndex != null && startingBlockIndex < 0) {
            throw new ApiException(ErrorCode.EBS_INVALID_PARAMETER_VALUE, "startingBlockIndex is 0 or more");
        }
        return startingBlockIndex == null ? 0 : startingBlockIndex;
    }

    private String nextToken(String bearer, long last) {
        return tokens.seal(PAGE_PURPOSE, bearer, clock.instant().plus(limits.pageTokenLife()), Long.toString(last + 1));
    }

    private String token(Caller caller, Snapshot snapshot, long index, Instant expiry) {
        return tokens.seal(BLOCK_PURPOSE, bearer(caller, snapshot, index), expiry, "");
    }

    private static String bearer(Caller caller, Snapshot snapshot, long index) {
        return caller.account() + " " + snapshot.id() + " " + index;
    }

    /** Reads the store; what fails there is a fault of ours, and what is lost is named. */
    private static <T> T reading(Snapshot snapshot, Reading<T> work) {
        try {
            return work.read();
        } catch (BlockCorruptedException e) {
            throw new ApiException(
                    ErrorCode.EBS_INTERNAL_SERVER,
                    "The snapshot " + snapshot.id() + " is damaged at byte " + e.offset() + ": chunk " + e.chunk()
                            + " in pack " + e.pack() + ": " + e.fault());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }
}
