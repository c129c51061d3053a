package dev.origami.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every error code that the service answers, as clients see it, with its HTTP status (source section 12). */
public enum ErrorCode {
    AUTH_FAILURE("AuthFailure", 401),
    UNAUTHORIZED_OPERATION("UnauthorizedOperation", 403),
    ACCESS_DENIED("AccessDenied", 403),
    OPT_IN_REQUIRED("OptInRequired", 401),
    DRY_RUN_OPERATION("DryRunOperation", 412),
    BLOCKED("Blocked", 403),
    PENDING_VERIFICATION("PendingVerification", 403),
    REQUEST_EXPIRED("RequestExpired", 400),
    INCOMPLETE_SIGNATURE("IncompleteSignature", 400),
    MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationToken", 403),
    SIGNATURE_DOES_NOT_MATCH("SignatureDoesNotMatch", 403),
    INVALID_CLIENT_TOKEN_ID("InvalidClientTokenId", 403),
    INVALID_ACTION("InvalidAction", 400),
    MISSING_ACTION("MissingAction", 400),
    NO_SUCH_VERSION("NoSuchVersion", 400),
    MALFORMED_QUERY_STRING("MalformedQueryString", 400),
    VALIDATION_ERROR("ValidationError", 400),
    MISSING_PARAMETER("MissingParameter", 400),
    UNKNOWN_PARAMETER("UnknownParameter", 400),
    INVALID_PARAMETER("InvalidParameter", 400),
    INVALID_PARAMETER_VALUE("InvalidParameterValue", 400),
    INVALID_PARAMETER_COMBINATION("InvalidParameterCombination", 400),
    INVALID_PARAMETER_DEPENDENCY("InvalidParameterDependency", 400),
    IDEMPOTENT_PARAMETER_MISMATCH("IdempotentParameterMismatch", 400),
    FILTER_LIMIT_EXCEEDED("FilterLimitExceeded", 400),
    INVALID_FILTER("InvalidFilter", 400),
    INVALID_PAGINATION_TOKEN("InvalidPaginationToken", 400),
    INVALID_NEXT_TOKEN("InvalidNextToken", 400),
    INVALID_ID("InvalidID", 400),
    INVALID_AMIID_MALFORMED("InvalidAMIID.Malformed", 400),
    INVALID_AMIID_NOT_FOUND("InvalidAMIID.NotFound", 400),
    INVALID_AMIID_UNAVAILABLE("InvalidAMIID.Unavailable", 400),
    INVALID_AMI_NAME_MALFORMED("InvalidAMIName.Malformed", 400),
    INVALID_AMI_NAME_DUPLICATE("InvalidAMIName.Duplicate", 400),
    INVALID_AMI_ATTRIBUTE_ITEM_VALUE("InvalidAMIAttributeItemValue", 400),
    INVALID_BLOCK_DEVICE_MAPPING("InvalidBlockDeviceMapping", 400),
    INVALID_SNAPSHOT_ID_MALFORMED("InvalidSnapshotID.Malformed", 400),
    INVALID_SNAPSHOT_NOT_FOUND("InvalidSnapshot.NotFound", 400),
    INVALID_SNAPSHOT_IN_USE("InvalidSnapshot.InUse", 400),
    SNAPSHOT_CREATION_PER_VOLUME_RATE_EXCEEDED("SnapshotCreationPerVolumeRateExceeded", 400),
    CONCURRENT_SNAPSHOT_LIMIT_EXCEEDED("ConcurrentSnapshotLimitExceeded", 400),
    PENDING_SNAPSHOT_LIMIT_EXCEEDED("PendingSnapshotLimitExceeded", 400),
    SNAPSHOT_LIMIT_EXCEEDED("SnapshotLimitExceeded", 400),
    INVALID_VOLUME_ID_MALFORMED("InvalidVolumeID.Malformed", 400),
    INVALID_VOLUME_NOT_FOUND("InvalidVolume.NotFound", 400),
    INVALID_VOLUME_ZONE_MISMATCH("InvalidVolume.ZoneMismatch", 400),
    VOLUME_IN_USE("VolumeInUse", 400),
    INCORRECT_MODIFICATION_STATE("IncorrectModificationState", 400),
    VOLUME_MODIFICATION_RATE_EXCEEDED("VolumeModificationRateExceeded", 400),
    INVALID_VOLUME_MODIFICATION_NOT_FOUND("InvalidVolumeModification.NotFound", 400),
    INCORRECT_STATE("IncorrectState", 400),
    INCORRECT_INSTANCE_STATE("IncorrectInstanceState", 400),
    UNKNOWN_VOLUME_TYPE("UnknownVolumeType", 400),
    INVALID_REPLACE_ROOT_VOLUME_TASK_ID_MALFORMED("InvalidReplaceRootVolumeTaskId.Malformed", 400),
    INVALID_REPLACE_ROOT_VOLUME_TASK_ID_NOT_FOUND("InvalidReplaceRootVolumeTaskId.NotFound", 400),
    VOLUME_LIMIT_EXCEEDED("VolumeLimitExceeded", 400),
    ATTACHMENT_LIMIT_EXCEEDED("AttachmentLimitExceeded", 400),
    INVALID_ATTACHMENT_NOT_FOUND("InvalidAttachment.NotFound", 400),
    INVALID_INSTANCE_ID_MALFORMED("InvalidInstanceID.Malformed", 400),
    INVALID_INSTANCE_ID_NOT_FOUND("InvalidInstanceID.NotFound", 400),
    INVALID_INSTANCE_TYPE("InvalidInstanceType", 400),
    INVALID_INSTANCE_ATTRIBUTE_VALUE("InvalidInstanceAttributeValue", 400),
    INVALID_RESERVATION_ID_MALFORMED("InvalidReservationID.Malformed", 400),
    UNSUPPORTED_OPERATION("UnsupportedOperation", 400),
    UNSUPPORTED("Unsupported", 400),
    OPERATION_NOT_PERMITTED("OperationNotPermitted", 400),
    INSTANCE_LIMIT_EXCEEDED("InstanceLimitExceeded", 400),
    VCPU_LIMIT_EXCEEDED("VcpuLimitExceeded", 400),
    INSUFFICIENT_INSTANCE_CAPACITY("InsufficientInstanceCapacity", 500),
    RESOURCE_LIMIT_EXCEEDED("ResourceLimitExceeded", 400),
    CONCURRENT_CREATE_IMAGE_NO_REBOOT_LIMIT_EXCEEDED("ConcurrentCreateImageNoRebootLimitExceeded", 400),
    INVALID_REQUEST("InvalidRequest", 400),
    INVALID_REGION("InvalidRegion", 400),
    INVALID_ZONE_NOT_FOUND("InvalidZone.NotFound", 400),
    INVALID_USER_ID_MALFORMED("InvalidUserID.Malformed", 400),
    INVALID_USER_DATA_MALFORMED("InvalidUserData.Malformed", 400),
    INVALID_GROUP_NOT_FOUND("InvalidGroup.NotFound", 400),
    INVALID_GROUP_DUPLICATE("InvalidGroup.Duplicate", 400),
    INVALID_GROUP_RESERVED("InvalidGroup.Reserved", 400),
    INVALID_GROUP_IN_USE("InvalidGroup.InUse", 400),
    INVALID_GROUP_ID_MALFORMED("InvalidGroupId.Malformed", 400),
    INVALID_SECURITY_GROUP_ID_NOT_FOUND("InvalidSecurityGroupID.NotFound", 400),
    INVALID_PERMISSION_DUPLICATE("InvalidPermission.Duplicate", 400),
    INVALID_PERMISSION_NOT_FOUND("InvalidPermission.NotFound", 400),
    INVALID_PERMISSION_MALFORMED("InvalidPermission.Malformed", 400),
    RULES_PER_SECURITY_GROUP_LIMIT_EXCEEDED("RulesPerSecurityGroupLimitExceeded", 400),
    DEPENDENCY_VIOLATION("DependencyViolation", 400),
    CANNOT_DELETE("CannotDelete", 400),
    INVALID_VPC_ID_NOT_FOUND("InvalidVpcID.NotFound", 400),
    INVALID_VPC_ID_MALFORMED("InvalidVpcID.Malformed", 400),
    VPC_ID_NOT_SPECIFIED("VPCIdNotSpecified", 400),
    INVALID_SUBNET_ID_NOT_FOUND("InvalidSubnetID.NotFound", 400),
    INVALID_SUBNET_ID_MALFORMED("InvalidSubnetID.Malformed", 400),
    INVALID_NETWORK_INTERFACE_ID_NOT_FOUND("InvalidNetworkInterfaceID.NotFound", 400),
    INVALID_IP_ADDRESS_IN_USE("InvalidIPAddress.InUse", 400),
    INSUFFICIENT_FREE_ADDRESSES_IN_SUBNET("InsufficientFreeAddressesInSubnet", 400),
    INVALID_KEY_PAIR_NOT_FOUND("InvalidKeyPair.NotFound", 400),
    INVALID_KEY_PAIR_DUPLICATE("InvalidKeyPair.Duplicate", 400),
    INVALID_KEY_FORMAT("InvalidKey.Format", 400),
    INVALID_KMS_KEY_NOT_FOUND("InvalidKmsKey.NotFound", 400),
    INVALID_KMS_KEY_INVALID_STATE("InvalidKmsKey.InvalidState", 400),
    CUSTOMER_KEY_HAS_BEEN_REVOKED("CustomerKeyHasBeenRevoked", 400),
    INVALID_LAUNCH_TEMPLATE_ID_MALFORMED("InvalidLaunchTemplateId.Malformed", 400),
    INVALID_LAUNCH_TEMPLATE_ID_NOT_FOUND("InvalidLaunchTemplateId.NotFound", 400),
    INVALID_LAUNCH_TEMPLATE_ID_VERSION_NOT_FOUND("InvalidLaunchTemplateId.VersionNotFound", 400),
    INVALID_LAUNCH_TEMPLATE_NAME_MALFORMED("InvalidLaunchTemplateName.MalformedException", 400),
    INVALID_LAUNCH_TEMPLATE_NAME_ALREADY_EXISTS("InvalidLaunchTemplateName.AlreadyExistsException", 400),
    INVALID_LAUNCH_TEMPLATE_NAME_NOT_FOUND("InvalidLaunchTemplateName.NotFoundException", 400),
    INVALID_TAG_KEY_MALFORMED("InvalidTagKey.Malformed", 400),
    TAG_LIMIT_EXCEEDED("TagLimitExceeded", 400),
    INVALID_MANIFEST("InvalidManifest", 400),
    INVALID_FORMAT("InvalidFormat", 400),
    DISK_IMAGE_SIZE_TOO_LARGE("DiskImageSizeTooLarge", 400),
    REQUEST_ENTITY_TOO_LARGE("RequestEntityTooLarge", 413),
    REQUEST_TIMEOUT("RequestTimeout", 408),
    METHOD_NOT_ALLOWED("MethodNotAllowed", 405),
    EXPIRED_TOKEN("ExpiredToken", 403),
    // Of the JSON services.
    UNRECOGNIZED_CLIENT("UnrecognizedClientException", 400),
    INVALID_SIGNATURE("InvalidSignatureException", 400),
    INCOMPLETE_SIGNATURE_JSON("IncompleteSignatureException", 400),
    MISSING_AUTHENTICATION_TOKEN_JSON("MissingAuthenticationTokenException", 403),
    UNKNOWN_OPERATION("UnknownOperationException", 404),
    // Of EBS direct, which tells more in a reason (source section 2.4).
    EBS_UNAUTHORIZED_ACCOUNT("AccessDeniedException", 403, "UNAUTHORIZED_ACCOUNT"),
    EBS_DEPENDENCY_ACCESS_DENIED("AccessDeniedException", 403, "DEPENDENCY_ACCESS_DENIED"),
    EBS_INVALID_CUSTOMER_KEY("ValidationException", 400, "INVALID_CUSTOMER_KEY"),
    EBS_INVALID_PAGE_TOKEN("ValidationException", 400, "INVALID_PAGE_TOKEN"),
    EBS_INVALID_BLOCK_TOKEN("ValidationException", 400, "INVALID_BLOCK_TOKEN"),
    EBS_INVALID_SNAPSHOT_ID("ValidationException", 400, "INVALID_SNAPSHOT_ID"),
    EBS_UNRELATED_SNAPSHOTS("ValidationException", 400, "UNRELATED_SNAPSHOTS"),
    EBS_INVALID_BLOCK("ValidationException", 400, "INVALID_BLOCK"),
    EBS_INVALID_TAG("ValidationException", 400, "INVALID_TAG"),
    EBS_INVALID_DEPENDENCY_REQUEST("ValidationException", 400, "INVALID_DEPENDENCY_REQUEST"),
    EBS_INVALID_PARAMETER_VALUE("ValidationException", 400, "INVALID_PARAMETER_VALUE"),
    EBS_INVALID_VOLUME_SIZE("ValidationException", 400, "INVALID_VOLUME_SIZE"),
    EBS_CONFLICTING_BLOCK_UPDATE("ValidationException", 400, "CONFLICTING_BLOCK_UPDATE"),
    EBS_WRITE_REQUEST_TIMEOUT("ValidationException", 400, "WRITE_REQUEST_TIMEOUT"),
    EBS_SNAPSHOT_NOT_FOUND("ResourceNotFoundException", 404, "SNAPSHOT_NOT_FOUND"),
    EBS_REQUEST_THROTTLED("RequestThrottledException", 400, "ACCOUNT_THROTTLED"),
    EBS_SERVICE_QUOTA_EXCEEDED("ServiceQuotaExceededException", 402, "DEPENDENCY_SERVICE_QUOTA_EXCEEDED"),
    EBS_CONCURRENT_LIMIT_EXCEEDED("ConcurrentLimitExceededException", 400),
    EBS_CONFLICT("ConflictException", 409),
    EBS_INTERNAL_SERVER("InternalServerException", 500),
    // Of the Recycle Bin, beside those that it shares with EBS direct (source section 2.6).
    RULE_NOT_FOUND("ResourceNotFoundException", 404, "RULE_NOT_FOUND"),
    INVALID_RULE_STATE("ConflictException", 409, "INVALID_RULE_STATE"),
    RULE_QUOTA_EXCEEDED("ServiceQuotaExceededException", 402, "SERVICE_QUOTA_EXCEEDED"),
    // Of KMS.
    KMS_NOT_FOUND("NotFoundException", 400),
    KMS_ALREADY_EXISTS("AlreadyExistsException", 400),
    KMS_INVALID_ARN("InvalidArnException", 400),
    KMS_INVALID_STATE("KMSInvalidStateException", 400),
    KMS_DISABLED("DisabledException", 400),
    KMS_LIMIT_EXCEEDED("LimitExceededException", 400),
    KMS_INVALID_CIPHERTEXT("InvalidCiphertextException", 400),
    KMS_INCORRECT_KEY("IncorrectKeyException", 400),
    KMS_INVALID_GRANT_ID("InvalidGrantIdException", 400),
    KMS_INVALID_GRANT_TOKEN("InvalidGrantTokenException", 400),
    KMS_INVALID_MARKER("InvalidMarkerException", 400),
    KMS_TAG("TagException", 400),
    KMS_VALIDATION("ValidationException", 400),
    KMS_SERIALIZATION("SerializationException", 400),
    KMS_ACCESS_DENIED("AccessDeniedException", 400),
    KMS_NOT_AUTHORIZED("NotAuthorizedException", 400),
    KMS_UNSUPPORTED_OPERATION("UnsupportedOperationException", 400),
    KMS_UNKNOWN_OPERATION("UnknownOperationException", 400),
    KMS_THROTTLING("ThrottlingException", 400),
    KMS_INTERNAL("KMSInternalException", 500),
    REQUEST_LIMIT_EXCEEDED("RequestLimitExceeded", 503),
    SERVICE_UNAVAILABLE("ServiceUnavailable", 503),
    UNAVAILABLE("Unavailable", 503),
    INTERNAL_ERROR("InternalError", 500);

    private final String wire;
    private final int httpStatus;
    private final @Nullable String reason;

    ErrorCode(String wire, int httpStatus) {
        this(wire, httpStatus, null);
    }

    ErrorCode(String wire, int httpStatus, @Nullable String reason) {
        this.wire = wire;
        this.httpStatus = httpStatus;
        this.reason = reason;
    }

    /** The code as it stands in the answer, for example {@code InvalidAMIID.NotFound}. */
    public String wire() {
        return wire;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** The second word that the REST services have for why, for example {@code SNAPSHOT_NOT_FOUND}. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }
}
