package dev.origami.protocol;

import dev.origami.api.Operation;
import dev.origami.api.OperationTable;
import dev.origami.api.Parameter;
import dev.origami.api.Reply;
import dev.origami.api.Service;
import dev.origami.config.WireLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The protocol AWS JSON 1.1: one path, the operation in a header, all members in the body (source section 10.6).
 *
 * <p>An operation of the service that is not built is refused by name; so is, in the same words, one that the service
 * never had, since the header's first half already says which service is meant.
 */
public final class AwsJson implements Protocol {
    /** The header that names the operation. */
    public static final String TARGET = "x-amz-target";

    /** How that header begins for KMS. */
    public static final String KMS_TARGETS = "TrentService.";

    /** How it begins for SSM. */
    public static final String SSM_TARGETS = "AmazonSSM.";

    private static final String JSON = "application/x-amz-json-1.1";

    private final Service service;
    private final String targets;
    private final UnaryOperator<ErrorCode> errors;
    private final OperationTable table;
    private final JsonMembers json;
    private final WireText text;

    /**
     * The protocol of one service.
     *
     * @param targets how the header of its operations begins, the dot included
     * @param errors the service's own code for one of ours
     */
    AwsJson(Service service, String targets, UnaryOperator<ErrorCode> errors, OperationTable table, WireLimits limits) {
        this.service = service;
        this.targets = targets;
        this.errors = errors;
        this.table = table;
        json = new JsonMembers(limits);
        text = new WireText(limits.shownCharacters());
    }

    @Override
    public Call call(WireRequest request) {
        String target = request.headers().first(TARGET).orElse("");
        if (!request.method().equals("POST") || !request.rawPath().equals("/") || !target.startsWith(targets)) {
            throw new ApiException(
                    ErrorCode.UNKNOWN_OPERATION,
                    "An operation is asked for by POST / and a header X-Amz-Target that begins with " + targets);
        }
        String name = target.substring(targets.length());
        Operation<?, ?> operation = table.find(service, name)
                .orElseThrow(() -> new ApiException(
                        ErrorCode.UNSUPPORTED_OPERATION,
                        "The operation " + text.shown(name) + " is not supported here"));
        return new JsonCall(request, operation);
    }

    @Override
    public WireReply refusal(String requestId, ApiException refusal) {
        ErrorCode code = errors.apply(refusal.code());
        Map<String, @Nullable String> body = new LinkedHashMap<>();
        body.put("__type", code.wire());
        body.put("message", refusal.text());
        return reply(code.httpStatus(), requestId, json.write(body));
    }

    private static WireReply reply(int status, String requestId, String body) {
        return new WireReply(
                status,
                Map.of(WireReply.CONTENT_TYPE, JSON, WireReply.REQUEST_ID, requestId),
                SdkBytes.fromUtf8String(body));
    }

    private final class JsonCall implements Call {
        private final WireRequest request;
        private final Operation<?, ?> operation;

        JsonCall(WireRequest request, Operation<?, ?> operation) {
            this.request = request;
            this.operation = operation;
        }

        @Override
        public Operation<?, ?> operation() {
            return operation;
        }

        @Override
        public List<Parameter> fill(SdkPojo members) {
            List<Parameter> given = new ArrayList<>();
            json.read(request.body(), members, given);
            return given;
        }

        @Override
        public WireReply reply(Reply<?> reply) {
            return AwsJson.reply(200, request.id(), json.write(reply.members()));
        }
    }
}
