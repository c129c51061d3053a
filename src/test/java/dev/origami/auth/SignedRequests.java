package dev.origami.auth;

import dev.origami.account.AccessKey;
import dev.origami.protocol.WireHeaders;
import dev.origami.protocol.WireRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Requests signed by the SDK's signer, which knows nothing of ours; each part can be changed afterwards. */
public final class SignedRequests {
    String service = "ec2";
    String region = "eu-west-1";
    SdkHttpMethod method = SdkHttpMethod.POST;
    String path = "/";
    final Map<String, String> query = new LinkedHashMap<>();
    final Map<String, String> headers = new LinkedHashMap<>();
    String body = "";
    Instant signedAt;
    private URI server = URI.create("http://127.0.0.1:4566");
    /** The SDK leaves a body unsigned only where TLS protects it. */
    boolean unsignedBody;

    private final AccessKey key;

    public SignedRequests(AccessKey key, Instant signedAt) {
        this.key = key;
        this.signedAt = signedAt;
        headers.put("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    }

    /** A request of EC2. */
    public SignedRequests action(String action, String version) {
        body = "Action=" + action + "&Version=" + version;
        return this;
    }

    /** A request of any service. */
    public SignedRequests of(String ofService, String method, String path, String body) {
        service = ofService;
        this.method = SdkHttpMethod.fromValue(method);
        this.path = path;
        this.body = body;
        return this;
    }

    /** With a header more, or another value of it. */
    public SignedRequests with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** With a parameter in the query, percent-encoded. */
    public SignedRequests withQuery(String name, String value) {
        query.put(name, value);
        return this;
    }

    /** Signed at another time. */
    public SignedRequests at(Instant time) {
        signedAt = time;
        return this;
    }

    /** For that region. */
    public SignedRequests inRegion(String name) {
        region = name;
        return this;
    }

    /** For that server. */
    public SignedRequests to(URI origin) {
        server = origin;
        return this;
    }

    /** Signed in its headers. */
    public WireRequest signed() {
        return wire(sign(null));
    }

    /** Signed in its query. */
    public WireRequest presigned(Duration life) {
        return wire(sign(life));
    }

    private SdkHttpRequest sign(@Nullable Duration life) {
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .uri(unsignedBody ? URI.create("https://" + server.getAuthority()) : server)
                .encodedPath(path)
                .method(method);
        query.forEach(request::putRawQueryParameter);
        headers.forEach(request::putHeader);
        return AwsV4HttpSigner.create()
                .sign(s -> {
                    s.request(request.build())
                            .identity(AwsCredentialsIdentity.create(key.id(), key.secret()))
                            .payload(ContentStreamProvider.fromUtf8String(body))
                            .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                            .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, !unsignedBody)
                            .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                            .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(signedAt, ZoneOffset.UTC));
                    if (life != null) {
                        s.putProperty(
                                        AwsV4FamilyHttpSigner.AUTH_LOCATION,
                                        AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                                .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, life);
                    }
                })
                .request();
    }

    private WireRequest wire(SdkHttpRequest request) {
        List<Map.Entry<String, String>> all = new ArrayList<>();
        request.forEachHeader((name, values) -> values.forEach(value -> all.add(Map.entry(name, value))));
        return new WireRequest(
                "request-1",
                request.method().name(),
                request.encodedPath(),
                request.encodedQueryParameters().orElse(""),
                WireHeaders.of(all),
                SdkBytes.fromUtf8String(body));
    }

    /** The request with another value of a header, or without it when the value is null. */
    public static WireRequest withHeader(WireRequest request, String name, @Nullable String value) {
        List<Map.Entry<String, String>> all = new ArrayList<>();
        for (String each : request.headers().names()) {
            if (!each.equalsIgnoreCase(name)) {
                request.headers().all(each).forEach(old -> all.add(Map.entry(each, old)));
            }
        }
        if (value != null) {
            all.add(Map.entry(name, value));
        }
        return new WireRequest(
                request.id(),
                request.method(),
                request.rawPath(),
                request.rawQuery(),
                WireHeaders.of(all),
                request.body());
    }

    static WireRequest withBody(WireRequest request, String body) {
        return new WireRequest(
                request.id(),
                request.method(),
                request.rawPath(),
                request.rawQuery(),
                request.headers(),
                SdkBytes.fromUtf8String(body));
    }

    static WireRequest withTarget(WireRequest request, String rawPath, String rawQuery) {
        return new WireRequest(request.id(), request.method(), rawPath, rawQuery, request.headers(), request.body());
    }
}
