package dev.origami.auth;

import dev.origami.account.AccessKey;
import dev.origami.account.AccessKeys;
import dev.origami.account.Caller;
import dev.origami.api.Service;
import dev.origami.config.WireLimits;
import dev.origami.id.Region;
import dev.origami.protocol.RestRoutes;
import dev.origami.protocol.WireRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Lets a request in only when a known key has signed all of it, a short time ago (source section 10.7). */
final class SignatureCheck implements CallerCheck {
    private static final String CONTENT_HASH = "x-amz-content-sha256";
    private static final String SECURITY_TOKEN = "x-amz-security-token";
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private final AccessKeys keys;
    private final Predicate<Region> knownRegion;
    private final InstantSource time;
    private final WireLimits limits;

    SignatureCheck(AccessKeys keys, Predicate<Region> knownRegion, InstantSource time, WireLimits limits) {
        this.keys = keys;
        this.knownRegion = knownRegion;
        this.time = time;
        this.limits = limits;
    }

    @Override
    public Caller caller(WireRequest request) throws AuthFaultException {
        RequestSignature signature = RequestSignature.read(request)
                .orElseThrow(() -> new AuthFaultException(AuthFault.MISSING, "The request is not signed"));
        Scope scope = signature.scope();
        requireTime(signature);
        requireHeaders(request, signature);
        if (!knownRegion.test(scope.region())) {
            throw new AuthFaultException(
                    AuthFault.WRONG_SCOPE,
                    "Credential should be scoped to a valid region, not '" + scope.region() + "'.");
        }
        AccessKey key = keys.find(scope.accessKeyId())
                .orElseThrow(() -> new AuthFaultException(AuthFault.UNKNOWN_KEY, scope.accessKeyId()));
        String expected = signature(key.secret(), request, signature);
        if (!MessageDigest.isEqual(ascii(expected), ascii(signature.signature()))) {
            throw new AuthFaultException(AuthFault.WRONG_SIGNATURE, "");
        }
        requireNoSession(request);
        return new Caller(key.account(), scope.region(), scope.service());
    }

    private void requireTime(RequestSignature signature) throws AuthFaultException {
        Instant signedAt = signature.signedAt();
        Instant now = time.instant();
        if (!signature.time().startsWith(signature.scope().date())) {
            throw new AuthFaultException(
                    AuthFault.WRONG_SCOPE,
                    "Date in Credential scope does not match YYYYMMDD from the date of the request");
        }
        Optional<Duration> life = signature.life();
        if (life.isPresent() && (life.get().isZero() || life.get().compareTo(limits.presignedTime()) > 0)) {
            throw new AuthFaultException(
                    AuthFault.MALFORMED,
                    "X-Amz-Expires must be between 1 and "
                            + limits.presignedTime().toSeconds() + " seconds");
        }
        Instant end = signedAt.plus(life.orElse(limits.clockSkew()));
        if (now.isAfter(end)) {
            throw new AuthFaultException(
                    AuthFault.EXPIRED, "Signature expired: " + signature.time() + " is now earlier than " + now);
        }
        if (signedAt.isAfter(now.plus(limits.clockSkew()))) {
            throw new AuthFaultException(
                    AuthFault.EXPIRED,
                    "Signature not yet current: " + signature.time() + " is still later than " + now);
        }
    }

    /** What says where a request goes and what it means must be signed, or it could be changed on its way. */
    private static void requireHeaders(WireRequest request, RequestSignature signature) throws AuthFaultException {
        List<String> signed = signature.signedHeaders();
        for (String name : request.headers().names()) {
            if ((name.equals("host") || name.startsWith("x-amz-")) && !signed.contains(name)) {
                throw new AuthFaultException(AuthFault.MALFORMED, "'" + name + "' must be a 'SignedHeader'");
            }
        }
        if (!signed.contains("host")) {
            throw new AuthFaultException(AuthFault.MALFORMED, "'Host' must be a 'SignedHeader'");
        }
    }

    /** No sessions are given out here, so no token of one can be good. */
    private static void requireNoSession(WireRequest request) throws AuthFaultException {
        boolean inQuery = CanonicalRequest.queryFields(request.rawQuery()).stream()
                .anyMatch(field -> field.name().equalsIgnoreCase(SECURITY_TOKEN)
                        && !field.value().isEmpty());
        boolean inHeader = request.headers()
                .first(SECURITY_TOKEN)
                .filter(token -> !token.isBlank())
                .isPresent();
        if (inQuery || inHeader) {
            throw new AuthFaultException(AuthFault.BAD_SESSION_TOKEN, "");
        }
    }

    private static String signature(String secret, WireRequest request, RequestSignature signature)
            throws AuthFaultException {
        Scope scope = signature.scope();
        String canonical = CanonicalRequest.of(request, signature.signedHeaders(), payloadHash(request, scope));
        String toSign = String.join(
                "\n",
                RequestSignature.ALGORITHM,
                signature.time(),
                scope.signed(),
                sha256(canonical.getBytes(StandardCharsets.UTF_8)));
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(scope.date(), scope.region().name(), scope.service(), "aws4_request", toSign)) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(key);
    }

    private static String payloadHash(WireRequest request, Scope scope) throws AuthFaultException {
        Optional<String> claimed = request.headers().first(CONTENT_HASH).map(String::strip);
        if (claimed.isPresent() && claimed.get().equals(UNSIGNED) && mayBeUnsigned(request, scope)) {
            return UNSIGNED;
        }
        String actual = sha256(request.body().asByteArrayUnsafe());
        if (claimed.isPresent() && !claimed.get().equals(actual)) {
            throw new AuthFaultException(AuthFault.WRONG_SIGNATURE, "");
        }
        return actual;
    }

    /** A block carries its own checksum, and clients leave it out of the signature. */
    private static boolean mayBeUnsigned(WireRequest request, Scope scope) {
        return scope.service().equals(Service.EBS.scopeName())
                && RestRoutes.operation(Service.EBS, request)
                        .filter(RestRoutes.PUT_SNAPSHOT_BLOCK::equals)
                        .isPresent();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
