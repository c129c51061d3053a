package dev.origami.encryption;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.workflow.Failure;

/** What KMS refuses, in the words of those who asked for a disk (source sections 2.4, 3.2, 12). */
public final class KeyRefusals {
    private KeyRefusals() {}

    /** For whoever asked by a call of EC2. What is no refusal of KMS stays what it is. */
    public static ApiException ofEc2(ApiException refusal) {
        return switch (refusal.code()) {
            case KMS_NOT_FOUND -> new ApiException(ErrorCode.INVALID_KMS_KEY_NOT_FOUND, refusal.text());
            case KMS_DISABLED, KMS_INVALID_STATE ->
                new ApiException(ErrorCode.INVALID_KMS_KEY_INVALID_STATE, refusal.text());
            case KMS_ACCESS_DENIED -> new ApiException(ErrorCode.CUSTOMER_KEY_HAS_BEEN_REVOKED, refusal.text());
            case KMS_INVALID_ARN -> new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, refusal.text());
            case KMS_UNSUPPORTED_OPERATION -> new ApiException(ErrorCode.UNSUPPORTED_OPERATION, refusal.text());
            default -> refusal;
        };
    }

    /** For whoever asked by a call of EBS direct. */
    public static ApiException ofEbs(ApiException refusal) {
        return switch (refusal.code()) {
            case KMS_NOT_FOUND, KMS_DISABLED, KMS_INVALID_STATE, KMS_INVALID_ARN, KMS_UNSUPPORTED_OPERATION ->
                new ApiException(ErrorCode.EBS_INVALID_CUSTOMER_KEY, refusal.text());
            case KMS_ACCESS_DENIED -> new ApiException(ErrorCode.EBS_DEPENDENCY_ACCESS_DENIED, refusal.text());
            default -> refusal;
        };
    }

    /**
     * For what fails after it was accepted, as its state tells.
     *
     * @throws ApiException for what is refused at once: a name that cannot be one of a key
     */
    public static Failure reason(ApiException refusal) {
        return switch (refusal.code()) {
            case KMS_NOT_FOUND -> new Failure("Client.InvalidKMSKey.NotFound", refusal.text());
            case KMS_DISABLED, KMS_INVALID_STATE ->
                new Failure(
                        "Client.InvalidKMSKey.InvalidState",
                        "The KMS key provided is in an incorrect state: " + refusal.text());
            case KMS_ACCESS_DENIED ->
                new Failure("Client.InternalError", "The KMS key cannot be accessed: " + refusal.text());
            default -> throw ofEc2(refusal);
        };
    }
}
