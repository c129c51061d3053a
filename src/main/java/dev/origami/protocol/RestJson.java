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
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;

/**
 * The REST-JSON protocol of EBS direct and the Recycle Bin: members in path, query, headers and body (source sections
 * 2.4, 2.6).
 */
final class RestJson implements Protocol {
    private static final String JSON = "application/json";
    private static final String RAW = "application/octet-stream";

    private final Service service;
    private final OperationTable table;
    private final WireLimits limits;
    private final JsonMembers json;
    private final WireText text;

    RestJson(Service service, OperationTable table, WireLimits limits) {
        this.service = service;
        this.table = table;
        this.limits = limits;
        json = new JsonMembers(limits);
        text = new WireText(limits.shownCharacters());
    }

    @Override
    public Call call(WireRequest request) {
        RestRoutes.Match match = RestRoutes.match(service, request)
                .orElseThrow(
                        () -> new ApiException(ErrorCode.UNKNOWN_OPERATION, "No operation has this method and path"));
        String name = match.route().operation();
        Operation<?, ?> operation = table.find(service, name)
                .orElseThrow(() -> new ApiException(
                        ErrorCode.UNSUPPORTED_OPERATION, "The operation " + name + " is not supported yet"));
        return new RestCall(request, match, operation);
    }

    @Override
    public WireReply refusal(String requestId, ApiException refusal) {
        ErrorCode code = RestErrors.of(service, refusal.code());
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

    private final class RestCall implements Call {
        private final WireRequest request;
        private final RestRoutes.Match match;
        private final Operation<?, ?> operation;

        RestCall(WireRequest request, RestRoutes.Match match, Operation<?, ?> operation) {
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
            Map<String, List<String>> query = FormFields.ofQuery(request, limits);
            for (SdkField<?> field : members.sdkFields()) {
                List<String> values = outsideOfBody(field, query).stream()
                        .filter(value -> !value.isEmpty())
                        .toList();
                if (!values.isEmpty()) {
                    field.set(members, value(field, values, given));
                }
            }
            if (!match.route().streams()) {
                json.read(request.body(), members, given);
            }
            return given;
        }

        private Object value(SdkField<?> field, List<String> values, List<Parameter> given) {
            String name = field.memberName();
            if (field.marshallingType().getKnownType() == MarshallingKnownType.LIST) {
                SdkField<?> item = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
                List<Object> items = new ArrayList<>();
                for (String value : values) {
                    Object parsed = text.parse(item.marshallingType().getKnownType(), value, name);
                    items.add(parsed);
                    given.add(new Parameter(name + "." + items.size(), name, WireText.print(parsed)));
                }
                return items;
            }
            if (values.size() > 1) {
                throw new ApiException(
                        ErrorCode.MALFORMED_QUERY_STRING, "The parameter " + name + " is given more than once");
            }
            Object parsed = text.parse(field.marshallingType().getKnownType(), values.getFirst(), name);
            given.add(new Parameter(name, name, WireText.print(parsed)));
            return parsed;
        }

        private List<String> outsideOfBody(SdkField<?> field, Map<String, List<String>> query) {
            String name = field.locationName();
            return switch (field.location()) {
                case PATH, GREEDY_PATH ->
                    // A plus in a path is a plus.
                    Optional.ofNullable(match.variables().get(name)).stream()
                            .map(value -> FormFields.decode(value.replace("+", "%2B")))
                            .toList();
                case QUERY_PARAM -> query.getOrDefault(name, List.of());
                case HEADER ->
                    request.headers().first(name).stream().map(String::strip).toList();
                case PAYLOAD, STATUS_CODE -> List.of();
            };
        }

        @Override
        public WireReply reply(Reply<?> reply) {
            Map<String, String> headers = new HashMap<>();
            headers.put(WireReply.REQUEST_ID, request.id());
            if (match.route().answersWithBody()) {
                headers.put(WireReply.CONTENT_TYPE, match.route().streams() ? RAW : JSON);
            }
            SdkPojo members = reply.members();
            for (SdkField<?> field : members.sdkFields()) {
                Object value = field.getValueOrDefault(members);
                if (field.location() == MarshallLocation.HEADER && value != null) {
                    headers.put(field.locationName(), WireText.print(value));
                }
            }
            boolean raw = match.route().streams() || !match.route().answersWithBody();
            SdkBytes body = raw ? reply.body() : SdkBytes.fromUtf8String(json.write(members));
            return new WireReply(match.route().status(), headers, body);
        }
    }
}
