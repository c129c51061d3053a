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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;

/** The REST-JSON protocol of EBS direct: members in path, query, headers and body (source section 2.4). */
final class EbsRest implements Protocol {
    private static final String JSON = "application/json";
    private static final String RAW = "application/octet-stream";

    private final OperationTable table;
    private final WireLimits limits;
    private final JsonMembers json;
    private final WireText text;

    EbsRest(OperationTable table, WireLimits limits) {
        this.table = table;
        this.limits = limits;
        json = new JsonMembers(limits);
        text = new WireText(limits.shownCharacters());
    }

    @Override
    public Call call(WireRequest request) {
        EbsRoutes.Match match = EbsRoutes.match(request)
                .orElseThrow(
                        () -> new ApiException(ErrorCode.UNKNOWN_OPERATION, "No operation has this method and path"));
        String name = match.route().operation();
        Operation<?, ?> operation = table.find(Service.EBS, name)
                .orElseThrow(() -> new ApiException(
                        ErrorCode.UNSUPPORTED_OPERATION, "The operation " + name + " is not supported yet"));
        return new EbsCall(request, match, operation);
    }

    @Override
    public WireReply refusal(String requestId, ApiException refusal) {
        ErrorCode code = EbsErrors.of(refusal.code());
        Map<String, @Nullable String> body = new HashMap<>();
        // Where clients of the other JSON services look for the code; those services' requests are refused here too.
        body.put("__type", code.wire());
        body.put("Message", refusal.text());
        body.put("Reason", code.reason().orElse(null));
        return new WireReply(
                code.httpStatus(),
                Map.of(WireReply.CONTENT_TYPE, JSON, WireReply.REQUEST_ID, requestId, "x-amzn-ErrorType", code.wire()),
                SdkBytes.fromUtf8String(json.write(body)));
    }

    private final class EbsCall implements Call {
        private final WireRequest request;
        private final EbsRoutes.Match match;
        private final Operation<?, ?> operation;

        EbsCall(WireRequest request, EbsRoutes.Match match, Operation<?, ?> operation) {
            this.request = request;
            this.match = match;
            this.operation = operation;
        }

        @Override
        public Operation<?, ?> operation() {
            return operation;
        }

        @Override
        public List<Parameter> fill(SdkPojo members) {
            List<Parameter> given = new ArrayList<>();
            Map<String, String> query = FormFields.of(request, false, limits);
            for (SdkField<?> field : members.sdkFields()) {
                outsideOfBody(field, query).filter(value -> !value.isEmpty()).ifPresent(value -> {
                    Object parsed = text.parse(field.marshallingType().getKnownType(), value, field.memberName());
                    field.set(members, parsed);
                    given.add(new Parameter(field.memberName(), field.memberName(), WireText.print(parsed)));
                });
            }
            if (!match.route().streams()) {
                json.read(request.body(), members, given);
            }
            return given;
        }

        private Optional<String> outsideOfBody(SdkField<?> field, Map<String, String> query) {
            String name = field.locationName();
            return switch (field.location()) {
                case PATH, GREEDY_PATH ->
                    // A plus in a path is a plus.
                    Optional.ofNullable(match.variables().get(name))
                            .map(value -> FormFields.decode(value.replace("+", "%2B")));
                case QUERY_PARAM -> Optional.ofNullable(query.get(name));
                case HEADER -> request.headers().first(name).map(String::strip);
                case PAYLOAD, STATUS_CODE -> Optional.empty();
            };
        }

        @Override
        public WireReply reply(Reply<?> reply) {
            Map<String, String> headers = new HashMap<>();
            headers.put(WireReply.REQUEST_ID, request.id());
            headers.put(WireReply.CONTENT_TYPE, match.route().streams() ? RAW : JSON);
            SdkPojo members = reply.members();
            for (SdkField<?> field : members.sdkFields()) {
                Object value = field.getValueOrDefault(members);
                if (field.location() == MarshallLocation.HEADER && value != null) {
                    headers.put(field.locationName(), WireText.print(value));
                }
            }
            SdkBytes body = match.route().streams() ? reply.body() : SdkBytes.fromUtf8String(json.write(members));
            return new WireReply(match.route().status(), headers, body);
        }
    }
}
