package dev.origami.auth;

import dev.origami.api.Service;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;

/** What can be wrong with a request's signature; each service has its own words for it (source section 10.7). */
enum AuthFault {
    MISSING(
            ErrorCode.MISSING_AUTHENTICATION_TOKEN,
            ErrorCode.MISSING_AUTHENTICATION_TOKEN,
            ErrorCode.MISSING_AUTHENTICATION_TOKEN_JSON),
    MALFORMED(ErrorCode.INCOMPLETE_SIGNATURE, ErrorCode.INCOMPLETE_SIGNATURE, ErrorCode.INCOMPLETE_SIGNATURE_JSON),
    UNKNOWN_KEY(ErrorCode.AUTH_FAILURE, ErrorCode.INVALID_CLIENT_TOKEN_ID, ErrorCode.UNRECOGNIZED_CLIENT),
    BAD_SESSION_TOKEN(ErrorCode.AUTH_FAILURE, ErrorCode.INVALID_CLIENT_TOKEN_ID, ErrorCode.UNRECOGNIZED_CLIENT),
    WRONG_SIGNATURE(ErrorCode.AUTH_FAILURE, ErrorCode.SIGNATURE_DOES_NOT_MATCH, ErrorCode.INVALID_SIGNATURE),
    WRONG_SCOPE(ErrorCode.AUTH_FAILURE, ErrorCode.SIGNATURE_DOES_NOT_MATCH, ErrorCode.INVALID_SIGNATURE),
    EXPIRED(ErrorCode.REQUEST_EXPIRED, ErrorCode.SIGNATURE_DOES_NOT_MATCH, ErrorCode.INVALID_SIGNATURE);

    private static final String NOT_VALIDATED = "AWS was not able to validate the provided access credentials";

    private final ErrorCode ec2;
    private final ErrorCode query;
    private final ErrorCode json;

    AuthFault(ErrorCode ec2, ErrorCode query, ErrorCode json) {
        this.ec2 = ec2;
        this.query = query;
        this.json = json;
    }

    /** The refusal in the words of the service. The detail is told where the service tells any. */
    ApiException refusal(Service service, String detail) {
        return switch (service) {
            case EC2 -> new ApiException(ec2, ec2Text(detail));
            case STS -> new ApiException(query, text(detail));
            case EBS, RBIN, KMS, SSM -> new ApiException(json, text(detail));
        };
    }

    private String ec2Text(String detail) {
        return switch (this) {
            case UNKNOWN_KEY, BAD_SESSION_TOKEN, WRONG_SIGNATURE -> NOT_VALIDATED;
            case EXPIRED -> "Request has expired.";
            case MISSING, MALFORMED, WRONG_SCOPE -> text(detail);
        };
    }

    private String text(String detail) {
        return switch (this) {
            case MISSING -> "Missing Authentication Token";
            case UNKNOWN_KEY, BAD_SESSION_TOKEN -> "The security token included in the request is invalid.";
            case WRONG_SIGNATURE ->
                "The request signature we calculated does not match the signature you provided."
                        + " Check your AWS Secret Access Key and signing method.";
            case MALFORMED, WRONG_SCOPE, EXPIRED -> detail;
        };
    }
}
