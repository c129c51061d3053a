package dev.origami.auth;

import dev.origami.api.Service;
import dev.origami.protocol.AwsJson;
import dev.origami.protocol.WireRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which service a request means when no signature says it: its path, its kind of content, its version. */
final class ServiceGuess {
    private static final String STS_VERSION = "Version=2011-06-15";
    private static final Pattern RECYCLE_BIN = Pattern.compile("/(rules|list-rules|tags)(/.*)?");

    private ServiceGuess() {}

    static Service of(WireRequest request) {
        if (RECYCLE_BIN.matcher(request.rawPath()).matches()) {
            return Service.RBIN;
        }
        Optional<String> target = request.headers().first(AwsJson.TARGET);
        if (target.filter(name -> name.startsWith(AwsJson.KMS_TARGETS)).isPresent()) {
            return Service.KMS;
        }
        if (target.filter(name -> name.startsWith(AwsJson.SSM_TARGETS)).isPresent()) {
            return Service.SSM;
        }
        boolean json = target.isPresent()
                || request.headers()
                        .first("content-type")
                        .filter(type -> type.contains("json"))
                        .isPresent();
        if (json || request.rawPath().startsWith("/snapshots")) {
            return Service.EBS;
        }
        String body = new String(request.body().asByteArrayUnsafe(), StandardCharsets.ISO_8859_1);
        boolean sts = request.rawQuery().contains(STS_VERSION) || body.contains(STS_VERSION);
        return sts ? Service.STS : Service.EC2;
    }

    /** The service of the scope where a signature has one, known or not; else the guess. */
    static Service ofScopeOr(WireRequest request) {
        try {
            return RequestSignature.read(request)
                    .map(signature ->
                            Service.ofScope(signature.scope().service()).orElseGet(() -> other(request)))
                    .orElseGet(() -> of(request));
        } catch (AuthFaultException e) {
            return of(request);
        }
    }

    /** A service that is not here: its clients read either the JSON of the one or the XML of the other. */
    private static Service other(WireRequest request) {
        Service guess = of(request);
        return guess == Service.EC2 ? Service.STS : guess;
    }
}
