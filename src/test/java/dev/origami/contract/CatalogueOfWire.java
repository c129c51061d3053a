package dev.origami.contract;

import dev.origami.auth.SignedRequests;
import dev.origami.protocol.WireRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Refusals of what the SDK never sends: signatures, envelopes and forms that are wrong (source sections 10.1, 10.7). */
final class CatalogueOfWire {
    private static final String VERSION = "&Version=2016-11-15";
    private static final String AUTHORIZATION = "authorization";

    private CatalogueOfWire() {}

    static List<CatalogueRow> rows() {
        return List.of(
                unsigned(
                        "MissingAuthenticationToken 403",
                        "Missing Authentication Token",
                        ec2("Action=DescribeRegions" + VERSION)),
                unsigned(
                        "MissingAuthenticationTokenException 403",
                        "Missing Authentication Token",
                        kms("ListKeys", "{}")),
                signedBy(
                        "IncompleteSignature",
                        "AWS4-HMAC-SHA256 Credential=a",
                        ec2("Action=DescribeRegions" + VERSION)),
                signedBy("IncompleteSignatureException", "AWS4-HMAC-SHA256 Credential=a", kms("ListKeys", "{}")),
                expired(),
                row("MissingAction", "The request must contain the parameter Action", ec2("Version=2016-11-15")),
                row(
                        "InvalidAction",
                        "The action Nonsense is not valid for this web service.",
                        ec2("Action=Nonsense" + VERSION)),
                row("NoSuchVersion", "2000-01-01", ec2("Action=DescribeRegions&Version=2000-01-01")),
                row(
                        "MissingParameter",
                        "The request must contain the parameter Version",
                        ec2("Action=DescribeRegions")),
                row("MalformedQueryString", "The query string is malformed", ec2("Action=%")),
                row(
                        "UnknownParameter",
                        "The parameter ImageId is not recognized",
                        ec2("Action=DescribeImages&ImageId=ami-12345678" + VERSION)),
                row("InvalidParameterValue", "abc", ec2("Action=DescribeImages&MaxResults=abc" + VERSION)),
                row("MethodNotAllowed 405", "GET or POST", by("ec2", "PUT", "/", "")),
                row(
                        "InvalidRequest",
                        "Nothing is served at this path",
                        by("ec2", "POST", "/x", "Action=DescribeRegions")),
                row("RequestEntityTooLarge 413", "1048576 bytes", ec2("x".repeat((1 << 20) + 1))),
                row(
                        "AccessDenied 403",
                        "The header Origin names another page",
                        request -> ec2("Action=DescribeRegions" + VERSION)
                                .apply(request)
                                .with("Origin", "http://elsewhere.example")),
                row(
                        "UnknownOperationException 404",
                        "No operation has this method and path",
                        by("ebs", "GET", "/snapshots/x/y", "")),
                row("UnknownOperationException", "X-Amz-Target", by("kms", "POST", "/", "{}")),
                row("SerializationException", "must be a JSON object", kms("ListKeys", "[]")));
    }

    private static UnaryOperator<SignedRequests> ec2(String form) {
        return by("ec2", "POST", "/", form);
    }

    private static UnaryOperator<SignedRequests> kms(String operation, String json) {
        return request -> by("kms", "POST", "/", json)
                .apply(request)
                .with("Content-Type", "application/x-amz-json-1.1")
                .with("X-Amz-Target", "TrentService." + operation);
    }

    private static UnaryOperator<SignedRequests> by(String service, String method, String path, String body) {
        return request -> request.of(service, method, path, body);
    }

    private static CatalogueRow row(String code, String message, UnaryOperator<SignedRequests> made) {
        return sent(code, message, request -> made.apply(request).signed());
    }

    private static CatalogueRow unsigned(String code, String message, UnaryOperator<SignedRequests> made) {
        return sent(
                code,
                message,
                request -> SignedRequests.withHeader(made.apply(request).signed(), AUTHORIZATION, null));
    }

    private static CatalogueRow signedBy(String code, String authorization, UnaryOperator<SignedRequests> made) {
        return sent(
                code,
                "",
                request -> SignedRequests.withHeader(made.apply(request).signed(), AUTHORIZATION, authorization));
    }

    private static CatalogueRow expired() {
        return sent(
                "RequestExpired",
                "Request has expired.",
                request -> ec2("Action=DescribeRegions" + VERSION)
                        .apply(request)
                        .at(Instant.now().minus(Duration.ofMinutes(16)))
                        .signed());
    }

    private static CatalogueRow sent(String code, String message, Function<SignedRequests, WireRequest> made) {
        return new CatalogueRow(
                CatalogueRow.refusal(code, message),
                "by hand",
                (door, _) -> new CatalogueRow.Seen(door.sent(made.apply(door.byHand())), Map.of()));
    }
}
