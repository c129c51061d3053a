package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.account.Grantee;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.image.Image;
import dev.origami.image.ImageSettings;
import dev.origami.image.Images;
import dev.origami.image.LaunchPermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.CancelImageLaunchPermissionRequest;
import software.amazon.awssdk.services.ec2.model.CancelImageLaunchPermissionResponse;
import software.amazon.awssdk.services.ec2.model.DescribeImageAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImageAttributeResponse;
import software.amazon.awssdk.services.ec2.model.LaunchPermission;
import software.amazon.awssdk.services.ec2.model.LaunchPermissionModifications;
import software.amazon.awssdk.services.ec2.model.ModifyImageAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyImageAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ResetImageAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ResetImageAttributeResponse;

/**
 * Describe-, Modify- and ResetImageAttribute, in all forms that clients send, and CancelImageLaunchPermission (source
 * sections 1.2, 5.2).
 */
public final class ImageAttributeApi {
    private static final String LAUNCH_PERMISSION = "launchPermission";
    private static final String DESCRIPTION = "description";
    private static final String IMDS_SUPPORT = "imdsSupport";
    private static final String V2 = "v2.0";

    private final Database database;
    private final Images images;
    private final LaunchPermissions permissions;
    private final InstantSource clock;

    public ImageAttributeApi(Database database, Images images, LaunchPermissions permissions, InstantSource clock) {
        this.database = database;
        this.images = images;
        this.permissions = permissions;
        this.clock = clock;
    }

    public void addTo(OperationTable table) {
        table.add(
                Operation.ec2("DescribeImageAttribute", DescribeImageAttributeRequest::builder, this::describeAttribute)
                        .requires("ImageId", "Attribute"));
        table.add(Operation.ec2("ModifyImageAttribute", ModifyImageAttributeRequest::builder, this::modifyAttribute)
                .requires("ImageId")
                .honours("Attribute", "OperationType", "UserId", "UserGroup", "Value", "Description.Value")
                .honours("ImdsSupport.Value", "LaunchPermission.Add.UserId", "LaunchPermission.Add.Group")
                .honours("LaunchPermission.Remove.UserId", "LaunchPermission.Remove.Group"));
        table.add(Operation.ec2("ResetImageAttribute", ResetImageAttributeRequest::builder, this::resetAttribute)
                .requires("ImageId", "Attribute"));
        table.add(Operation.ec2(
                        "CancelImageLaunchPermission",
                        CancelImageLaunchPermissionRequest::builder,
                        this::cancelLaunchPermission)
                .requires("ImageId"));
    }

    private DescribeImageAttributeResponse describeAttribute(Caller caller, DescribeImageAttributeRequest request) {
        ImageId id = ImageId.parse(request.imageId());
        String attribute = request.attributeAsString();
        return database.read(sql -> {
            Image image = images.requireOwned(sql, caller, id);
            return answer(
                    image,
                    attribute,
                    permissions.grantees(sql, id),
                    Optional.ofNullable(images.lastLaunched(sql, List.of(id)).get(id)));
        });
    }

    private DescribeImageAttributeResponse answer(
            Image image, String attribute, List<Grantee> grantees, Optional<Instant> lastLaunched) {
        ImageSettings settings = image.settings();
        DescribeImageAttributeResponse.Builder answer =
                DescribeImageAttributeResponse.builder().imageId(image.id().value());
        // Some clients write the first letter large.
        return switch (attribute.toLowerCase(Locale.ROOT)) {
            case "description" -> answer.description(value(image.description())).build();
            case "kernel" -> answer.kernelId(value(settings.kernel())).build();
            case "ramdisk" -> answer.ramdiskId(value(settings.ramdisk())).build();
            case "launchpermission" ->
                answer.launchPermissions(
                                grantees.stream().map(ImageAttributeApi::wire).toList())
                        .build();
            case "productcodes" -> answer.productCodes(List.of()).build();
            case "sriovnetsupport" ->
                answer.sriovNetSupport(value(settings.sriovNetSupport())).build();
            case "bootmode" -> answer.bootMode(value(settings.bootMode())).build();
            case "tpmsupport" -> answer.tpmSupport(value(settings.tpmSupport())).build();
            case "uefidata" -> answer.uefiData(value(settings.uefiData())).build();
            case "imdssupport" ->
                answer.imdsSupport(value(settings.imdsSupport())).build();
            case "lastlaunchedtime" ->
                answer.lastLaunchedTime(value(lastLaunched.map(WireTime::text).orElse(null)))
                        .build();
            case "deregistrationprotection" ->
                answer.deregistrationProtection(value(image.life().protection().text(clock.instant())))
                        .build();
            case "blockdevicemapping" ->
                throw new ApiException(ErrorCode.AUTH_FAILURE, "Unauthorized attempt to access restricted resource");
            default -> throw unknown(attribute);
        };
    }

    /** Set or not, there is an element for it. */
    private static AttributeValue value(@Nullable String value) {
        return AttributeValue.builder().value(value).build();
    }

    private static LaunchPermission wire(Grantee grantee) {
        return switch (grantee) {
            case Grantee.Account account ->
                LaunchPermission.builder().userId(account.id().value()).build();
            case Grantee.Everybody _ ->
                LaunchPermission.builder().group(Grantee.ALL).build();
        };
    }

    private ModifyImageAttributeResponse modifyAttribute(Caller caller, ModifyImageAttributeRequest request) {
        ImageId id = ImageId.parse(request.imageId());
        PermissionChange change = permissions(request);
        String description = given(request, DESCRIPTION, request.description());
        String imdsSupport = given(request, IMDS_SUPPORT, request.imdsSupport());
        requireOneAttribute(request, change, description, imdsSupport);
        database.writing(transaction -> {
            if (description != null) {
                images.describe(transaction, caller, id, description);
            } else if (imdsSupport != null) {
                if (!imdsSupport.equals(V2)) {
                    throw ApiException.invalidValue(IMDS_SUPPORT, imdsSupport, "Expecting " + V2 + ".");
                }
                images.requireImdsV2(transaction, caller, id);
            } else {
                permissions.modify(transaction, caller, id, change.added(), change.removed());
            }
        });
        return ModifyImageAttributeResponse.builder().build();
    }

    private static PermissionChange permissions(ModifyImageAttributeRequest request) {
        PermissionChange change = new PermissionChange(ErrorCode.INVALID_AMI_ATTRIBUTE_ITEM_VALUE)
                .flat(request.operationTypeAsString(), request.userIds(), request.userGroups());
        LaunchPermissionModifications structured = request.launchPermission();
        if (structured != null) {
            structured.add().forEach(permission -> change.add(permission.userId(), permission.groupAsString()));
            structured.remove().forEach(permission -> change.remove(permission.userId(), permission.groupAsString()));
        }
        return change;
    }

    /** The new form has a member of its own for the attribute, the old one has Attribute and Value. */
    private static @Nullable String given(
            ModifyImageAttributeRequest request, String attribute, @Nullable AttributeValue structured) {
        if (structured != null && structured.value() != null) {
            return structured.value();
        }
        return attribute.equalsIgnoreCase(request.attribute()) ? request.value() : null;
    }

    private static void requireOneAttribute(
            ModifyImageAttributeRequest request,
            PermissionChange permissions,
            @Nullable String description,
            @Nullable String imdsSupport) {
        List<String> given = new ArrayList<>();
        if (!permissions.isEmpty()) {
            given.add(LAUNCH_PERMISSION);
        }
        if (description != null) {
            given.add(DESCRIPTION);
        }
        if (imdsSupport != null) {
            given.add(IMDS_SUPPORT);
        }
        String named = request.attribute();
        boolean known = named == null
                || List.of(LAUNCH_PERMISSION, DESCRIPTION, IMDS_SUPPORT).stream()
                        .anyMatch(named::equalsIgnoreCase);
        if (!known) {
            throw unknown(named);
        }
        if (given.isEmpty()) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER_COMBINATION, "No attributes specified.");
        }
        if (given.size() > 1 || (named != null && !named.equalsIgnoreCase(given.getFirst()))) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "Parameter " + given.getFirst() + " cannot be combined with "
                            + (given.size() > 1 ? given.get(1) : named));
        }
    }

    private ResetImageAttributeResponse resetAttribute(Caller caller, ResetImageAttributeRequest request) {
        ImageId id = ImageId.parse(request.imageId());
        if (!LAUNCH_PERMISSION.equalsIgnoreCase(request.attributeAsString())) {
            throw unknown(request.attributeAsString());
        }
        database.writing(transaction -> permissions.reset(transaction, caller, id));
        return ResetImageAttributeResponse.builder().build();
    }

    private CancelImageLaunchPermissionResponse cancelLaunchPermission(
            Caller caller, CancelImageLaunchPermissionRequest request) {
        ImageId id = ImageId.parse(request.imageId());
        database.writing(transaction -> permissions.cancel(transaction, caller, id));
        return CancelImageLaunchPermissionResponse.builder().returnValue(true).build();
    }

    private static ApiException unknown(String attribute) {
        return ApiException.invalidValue(
                "attribute", attribute, "There is no such attribute, or it cannot be changed.");
    }
}
