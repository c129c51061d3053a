package dev.origami.protocol;

import dev.origami.api.Service;
import dev.origami.error.ErrorCode;

/**
 * The REST services have a few error codes with reasons where EC2 has many: the one for the other (source sections 2.4,
 * 2.6).
 */
final class RestErrors {
    private RestErrors() {}

    /** The same code when it is one that these services know, else the one that says the same there. */
    static ErrorCode of(Service service, ErrorCode code) {
        if (code.wire().endsWith("Exception")) {
            return code;
        }
        return switch (code) {
            case INVALID_SNAPSHOT_NOT_FOUND -> ErrorCode.EBS_SNAPSHOT_NOT_FOUND;
            case INVALID_SNAPSHOT_ID_MALFORMED -> ErrorCode.EBS_INVALID_SNAPSHOT_ID;
            case TAG_LIMIT_EXCEEDED ->
                service == Service.RBIN ? ErrorCode.RULE_QUOTA_EXCEEDED : ErrorCode.EBS_INVALID_TAG;
            case INVALID_TAG_KEY_MALFORMED -> ErrorCode.EBS_INVALID_TAG;
            case IDEMPOTENT_PARAMETER_MISMATCH -> ErrorCode.EBS_CONFLICT;
            case INVALID_PAGINATION_TOKEN, INVALID_NEXT_TOKEN -> ErrorCode.EBS_INVALID_PAGE_TOKEN;
            case REQUEST_LIMIT_EXCEEDED -> ErrorCode.EBS_REQUEST_THROTTLED;
            case UNAUTHORIZED_OPERATION, ACCESS_DENIED, AUTH_FAILURE -> ErrorCode.EBS_UNAUTHORIZED_ACCOUNT;
            default -> byStatus(code);
        };
    }

    /** Those that say something of the connection keep their own code; of the rest only the sort is told. */
    private static ErrorCode byStatus(ErrorCode code) {
        if (code == ErrorCode.INTERNAL_ERROR) {
            return ErrorCode.EBS_INTERNAL_SERVER;
        }
        return code.httpStatus() == 400 ? ErrorCode.EBS_INVALID_PARAMETER_VALUE : code;
    }
}
