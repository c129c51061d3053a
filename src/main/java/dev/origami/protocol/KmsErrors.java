package dev.origami.protocol;

import dev.origami.error.ErrorCode;

/** KMS has its own words for what the service's common rules refuse: the one for the other. */
final class KmsErrors {
    private KmsErrors() {}

    /** The same code when it is one that KMS knows, else the one that says the same there. */
    static ErrorCode of(ErrorCode code) {
        return switch (code) {
            case UNKNOWN_OPERATION -> ErrorCode.KMS_UNKNOWN_OPERATION;
            case UNSUPPORTED_OPERATION -> ErrorCode.KMS_UNSUPPORTED_OPERATION;
            case INVALID_REQUEST -> ErrorCode.KMS_SERIALIZATION;
            case INVALID_NEXT_TOKEN, INVALID_PAGINATION_TOKEN -> ErrorCode.KMS_INVALID_MARKER;
            case UNAUTHORIZED_OPERATION, ACCESS_DENIED, AUTH_FAILURE -> ErrorCode.KMS_ACCESS_DENIED;
            case REQUEST_LIMIT_EXCEEDED -> ErrorCode.KMS_THROTTLING;
            case INTERNAL_ERROR -> ErrorCode.KMS_INTERNAL;
            default -> code.wire().endsWith("Exception") || code.httpStatus() != 400 ? code : ErrorCode.KMS_VALIDATION;
        };
    }
}
