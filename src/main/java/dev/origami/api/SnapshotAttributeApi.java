package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.account.Grantee;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SnapshotId;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.Snapshots;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.CreateVolumePermission;
import software.amazon.awssdk.services.ec2.model.CreateVolumePermissionModifications;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ModifySnapshotAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifySnapshotAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ResetSnapshotAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ResetSnapshotAttributeResponse;

/** Who may make volumes of a snapshot: Describe-, Modify- and ResetSnapshotAttribute (source section 2.2). */
public final class SnapshotAttributeApi {
    private static final String PERMISSION = "createVolumePermission";
    private static final String PRODUCT_CODES = "productCodes";

    private final Database database;
    private final Snapshots snapshots;

    public SnapshotAttributeApi(Database database, Snapshots snapshots) {
        this.database = database;
        this.snapshots = snapshots;
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2(
                        "DescribeSnapshotAttribute", DescribeSnapshotAttributeRequest::builder, this::describeAttribute)
                .requires("SnapshotId", "Attribute"));
        table.add(
                Operation.ec2("ModifySnapshotAttribute", ModifySnapshotAttributeRequest::builder, this::modifyAttribute)
                        .requires("SnapshotId")
                        .honours("Attribute", "OperationType", "UserId", "UserGroup", "CreateVolumePermission.*"));
        table.add(Operation.ec2("ResetSnapshotAttribute", ResetSnapshotAttributeRequest::builder, this::resetAttribute)
                .requires("SnapshotId", "Attribute"));
    }

    private DescribeSnapshotAttributeResponse describeAttribute(
            Caller caller, DescribeSnapshotAttributeRequest request) {
        SnapshotId id = SnapshotId.parse(request.snapshotId());
        String attribute = request.attributeAsString();
        boolean permissions = PERMISSION.equalsIgnoreCase(attribute);
        if (!permissions && !PRODUCT_CODES.equalsIgnoreCase(attribute)) {
            throw unknown(attribute);
        }
        List<Grantee> grantees = database.read(sql -> {
            Snapshot _ = snapshots.requireOwned(sql, caller, id);
            return snapshots.grantees(sql, id);
        });
        DescribeSnapshotAttributeResponse.Builder answer =
                DescribeSnapshotAttributeResponse.builder().snapshotId(id.value());
        return permissions
                ? answer.createVolumePermissions(grantees.stream()
                                .map(SnapshotAttributeApi::wire)
                                .toList())
                        .build()
                : answer.productCodes(List.of()).build();
    }

    private ModifySnapshotAttributeResponse modifyAttribute(Caller caller, ModifySnapshotAttributeRequest request) {
        SnapshotId id = SnapshotId.parse(request.snapshotId());
        String attribute = request.attributeAsString();
        if (attribute != null && !PERMISSION.equalsIgnoreCase(attribute)) {
            throw unknown(attribute);
        }
        PermissionChange change = new PermissionChange(ErrorCode.INVALID_PARAMETER_VALUE)
                .flat(request.operationTypeAsString(), request.userIds(), request.groupNames());
        CreateVolumePermissionModifications structured = request.createVolumePermission();
        if (structured != null) {
            structured.add().forEach(permission -> change.add(permission.userId(), permission.groupAsString()));
            structured.remove().forEach(permission -> change.remove(permission.userId(), permission.groupAsString()));
        }
        if (change.isEmpty()) {
            throw ApiException.missing("CreateVolumePermission");
        }
        if (!change.added().isEmpty() && !change.removed().isEmpty()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "Permissions can be added or removed in one request, not both");
        }
        database.writing(transaction -> {
            Snapshot _ = snapshots.requireCompleted(transaction.sql(), caller, id);
            snapshots.modifyPermissions(transaction, caller, id, change.added(), change.removed());
        });
        return ModifySnapshotAttributeResponse.builder().build();
    }

    private ResetSnapshotAttributeResponse resetAttribute(Caller caller, ResetSnapshotAttributeRequest request) {
        SnapshotId id = SnapshotId.parse(request.snapshotId());
        if (!PERMISSION.equalsIgnoreCase(request.attributeAsString())) {
            throw unknown(request.attributeAsString());
        }
        database.writing(transaction -> snapshots.resetPermissions(transaction, caller, id));
        return ResetSnapshotAttributeResponse.builder().build();
    }

    private static CreateVolumePermission wire(Grantee grantee) {
        return switch (grantee) {
            case Grantee.Account account ->
                CreateVolumePermission.builder().userId(account.id().value()).build();
            case Grantee.Everybody _ ->
                CreateVolumePermission.builder().group(Grantee.ALL).build();
        };
    }

    private static ApiException unknown(String attribute) {
        return ApiException.invalidValue("attribute", attribute, "Expecting createVolumePermission.");
    }
}
