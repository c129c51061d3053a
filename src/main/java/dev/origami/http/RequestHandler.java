package dev.origami.http;

import dev.origami.auth.Gate;
import dev.origami.config.WireLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.protocol.WireHeaders;
import dev.origami.protocol.WireReply;
import dev.origami.protocol.WireRequest;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** Takes each request off the wire, within limits, and puts the gate's answer on it. */
final class RequestHandler extends Handler.Abstract {
    private static final SdkBytes NO_BODY = SdkBytes.fromByteArray(new byte[0]);

    private final OwnOrigin own;
    private final Gate gate;
    private final BodyReader bodies;
    private final WireLimits limits;

    RequestHandler(OwnOrigin own, Gate gate, InstantSource time, WireLimits limits) {
        this.own = own;
        this.gate = gate;
        this.limits = limits;
        bodies = new BodyReader(time, limits);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        WireRequest head = head(request);
        Optional<String> objection = own.objection(request.getHeaders());
        WireReply reply;
        if (objection.isPresent()) {
            reply = gate.refuse(head, new ApiException(ErrorCode.ACCESS_DENIED, objection.get()));
        } else {
            try {
                reply = bodies.with(request, body -> gate.answer(withBody(head, body)));
            } catch (ApiException e) {
                reply = gate.refuse(head, e);
            }
        }
        write(reply, request, response, callback);
        return true;
    }

    /** The request without its body. */
    static WireRequest head(Request request) {
        HttpFields fields = request.getHeaders();
        WireHeaders headers = WireHeaders.of(fields.stream()
                .map(field -> Map.entry(field.getName(), text(field.getValue())))
                .toList());
        return new WireRequest(
                UUID.randomUUID().toString(),
                request.getMethod(),
                text(request.getHttpURI().getPath()),
                text(request.getHttpURI().getQuery()),
                headers,
                NO_BODY);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static WireRequest withBody(WireRequest head, byte[] body) {
        return new WireRequest(
                head.id(),
                head.method(),
                head.rawPath(),
                head.rawQuery(),
                head.headers(),
                SdkBytes.fromByteArrayUnsafe(body));
    }

    private void write(WireReply reply, Request request, Response response, Callback callback) {
        byte[] body = reply.body().asByteArrayUnsafe();
        response.setStatus(reply.status());
        reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        if (Gzip.wanted(request.getHeaders(), reply, limits.gzipFromBytes())) {
            body = Gzip.of(body);
            response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
            response.getHeaders().put(HttpHeader.VARY, "Accept-Encoding");
        }
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
