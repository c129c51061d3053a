package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.image.AccountSettings;
import dev.origami.snapshot.BlockPublicAccess;
import dev.origami.snapshot.Snapshots;
import software.amazon.awssdk.services.ec2.model.DisableImageBlockPublicAccessRequest;
import software.amazon.awssdk.services.ec2.model.DisableImageBlockPublicAccessResponse;
import software.amazon.awssdk.services.ec2.model.DisableSnapshotBlockPublicAccessRequest;
import software.amazon.awssdk.services.ec2.model.DisableSnapshotBlockPublicAccessResponse;
import software.amazon.awssdk.services.ec2.model.EnableImageBlockPublicAccessRequest;
import software.amazon.awssdk.services.ec2.model.EnableImageBlockPublicAccessResponse;
import software.amazon.awssdk.services.ec2.model.EnableSnapshotBlockPublicAccessRequest;
import software.amazon.awssdk.services.ec2.model.EnableSnapshotBlockPublicAccessResponse;
import software.amazon.awssdk.services.ec2.model.GetImageBlockPublicAccessStateRequest;
import software.amazon.awssdk.services.ec2.model.GetImageBlockPublicAccessStateResponse;
import software.amazon.awssdk.services.ec2.model.GetSnapshotBlockPublicAccessStateRequest;
import software.amazon.awssdk.services.ec2.model.GetSnapshotBlockPublicAccessStateResponse;
import software.amazon.awssdk.services.ec2.model.ManagedBy;

/** Block public access of an account in a region, for images and for snapshots (source sections 1.6, 2.2). */
public final class PublicAccessApi {
    private static final String UNBLOCKED = BlockPublicAccess.UNBLOCKED.wire();
    private static final String BLOCK_NEW_SHARING = BlockPublicAccess.BLOCK_NEW_SHARING.wire();

    private final Database database;
    private final AccountSettings images;
    private final Snapshots snapshots;

    public PublicAccessApi(Database database, AccountSettings images, Snapshots snapshots) {
        this.database = database;
        this.images = images;
        this.snapshots = snapshots;
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2(
                        "EnableImageBlockPublicAccess",
                        EnableImageBlockPublicAccessRequest::builder,
                        this::enableForImages)
                .requires("ImageBlockPublicAccessState"));
        table.add(Operation.ec2(
                "DisableImageBlockPublicAccess",
                DisableImageBlockPublicAccessRequest::builder,
                this::disableForImages));
        table.add(Operation.ec2(
                "GetImageBlockPublicAccessState", GetImageBlockPublicAccessStateRequest::builder, this::getOfImages));
        table.add(Operation.ec2(
                        "EnableSnapshotBlockPublicAccess",
                        EnableSnapshotBlockPublicAccessRequest::builder,
                        this::enableForSnapshots)
                .requires("State"));
        table.add(Operation.ec2(
                "DisableSnapshotBlockPublicAccess",
                DisableSnapshotBlockPublicAccessRequest::builder,
                this::disableForSnapshots));
        table.add(Operation.ec2(
                "GetSnapshotBlockPublicAccessState",
                GetSnapshotBlockPublicAccessStateRequest::builder,
                this::getOfSnapshots));
    }

    private EnableImageBlockPublicAccessResponse enableForImages(
            Caller caller, EnableImageBlockPublicAccessRequest request) {
        String state = request.imageBlockPublicAccessStateAsString();
        if (!state.equals(BLOCK_NEW_SHARING)) {
            throw ApiException.invalidValue(
                    "imageBlockPublicAccessState", state, "Expecting " + BLOCK_NEW_SHARING + ".");
        }
        database.writing(transaction -> images.blockPublicAccess(transaction, caller, true));
        return EnableImageBlockPublicAccessResponse.builder()
                .imageBlockPublicAccessState(state)
                .build();
    }

    private DisableImageBlockPublicAccessResponse disableForImages(
            Caller caller, DisableImageBlockPublicAccessRequest request) {
        database.writing(transaction -> images.blockPublicAccess(transaction, caller, false));
        return DisableImageBlockPublicAccessResponse.builder()
                .imageBlockPublicAccessState(UNBLOCKED)
                .build();
    }

    private GetImageBlockPublicAccessStateResponse getOfImages(
            Caller caller, GetImageBlockPublicAccessStateRequest request) {
        boolean blocked = database.read(sql -> images.isPublicAccessBlocked(sql, caller));
        return GetImageBlockPublicAccessStateResponse.builder()
                .imageBlockPublicAccessState(blocked ? BLOCK_NEW_SHARING : UNBLOCKED)
                .managedBy(ManagedBy.ACCOUNT)
                .build();
    }

    private EnableSnapshotBlockPublicAccessResponse enableForSnapshots(
            Caller caller, EnableSnapshotBlockPublicAccessRequest request) {
        String given = request.stateAsString();
        BlockPublicAccess state = BlockPublicAccess.of(given)
                .filter(known -> known != BlockPublicAccess.UNBLOCKED)
                .orElseThrow(() ->
                        ApiException.invalidValue("state", given, "Expecting block-all-sharing or block-new-sharing."));
        database.writing(transaction -> snapshots.blockPublicAccess(transaction, caller, state));
        return EnableSnapshotBlockPublicAccessResponse.builder()
                .state(state.wire())
                .build();
    }

    private DisableSnapshotBlockPublicAccessResponse disableForSnapshots(
            Caller caller, DisableSnapshotBlockPublicAccessRequest request) {
        database.writing(transaction -> snapshots.blockPublicAccess(transaction, caller, BlockPublicAccess.UNBLOCKED));
        return DisableSnapshotBlockPublicAccessResponse.builder()
                .state(UNBLOCKED)
                .build();
    }

    private GetSnapshotBlockPublicAccessStateResponse getOfSnapshots(
            Caller caller, GetSnapshotBlockPublicAccessStateRequest request) {
        BlockPublicAccess state = database.read(sql -> snapshots.blockPublicAccess(sql, caller));
        return GetSnapshotBlockPublicAccessStateResponse.builder()
                .state(state.wire())
                .managedBy(ManagedBy.ACCOUNT)
                .build();
    }
}
