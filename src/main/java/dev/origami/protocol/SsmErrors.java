package dev.origami.protocol;

import dev.origami.error.ErrorCode;

/** SSM has its own words for what the service's common rules refuse: the one for the other. */
final class SsmErrors {
    private SsmErrors() {}

    /** The same code when it is one that SSM knows, else the one that says the same there. */
    static ErrorCode of(ErrorCode code) {
        return switch (code) {
            case SSM_PARAMETER_NOT_FOUND, SSM_PARAMETER_VERSION_NOT_FOUND, INVALID_NEXT_TOKEN -> code;
            case INVALID_PAGINATION_TOKEN -> ErrorCode.INVALID_NEXT_TOKEN;
            default -> KmsErrors.of(code);
        };
    }
}
