package dev.origami.http;

import dev.origami.auth.Gate;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.protocol.WireReply;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Gives the refusals of the HTTP server itself (no HTTP, headers too long) the form of all others. */
final class RefusedByServer implements Request.Handler {
    private final Gate gate;

    RefusedByServer(Gate gate) {
        this.gate = gate;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        ErrorCode code = switch (status) {
            case 408 -> ErrorCode.REQUEST_TIMEOUT;
            case 503 -> ErrorCode.SERVICE_UNAVAILABLE;
            default -> status < 500 ? ErrorCode.INVALID_REQUEST : ErrorCode.INTERNAL_ERROR;
        };
        WireReply reply = gate.refuse(
                RequestHandler.head(request), new ApiException(code, "The request is not good HTTP (" + status + ")"));
        byte[] body = reply.body().asByteArrayUnsafe();
        reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }
}
