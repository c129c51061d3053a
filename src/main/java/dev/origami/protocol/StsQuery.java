package dev.origami.protocol;

import dev.origami.api.Operation;
import dev.origami.api.OperationTable;
import dev.origami.api.Parameter;
import dev.origami.api.Reply;
import dev.origami.api.Service;
import dev.origami.config.WireLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;

/** The query protocol of the services beside EC2, with results and metadata in wrappers (source section 10.6). */
final class StsQuery implements Protocol {
    private static final String VERSION = "2011-06-15";
    private static final String NAMESPACE = "https://sts.amazonaws.com/doc/" + VERSION + "/";

    private final OperationTable table;
    private final WireLimits limits;

    StsQuery(OperationTable table, WireLimits limits) {
        this.table = table;
        this.limits = limits;
    }

    @Override
    public Call call(WireRequest request) {
        Map<String, String> fields = QueryFields.of(request, limits);
        String action = QueryFields.action(fields);
        String version = fields.getOrDefault("Version", "");
        if (version.isEmpty()) {
            throw ApiException.missing("Version");
        }
        WireText text = new WireText(limits.shownCharacters());
        if (!version.equals(VERSION)) {
            throw new ApiException(
                    ErrorCode.NO_SUCH_VERSION,
                    "The requested version (" + text.shown(version) + ") of the service does not exist");
        }
        Operation<?, ?> operation =
                table.find(Service.STS, action).orElseThrow(() -> QueryFields.invalidAction(text.shown(action)));
        return new StsCall(request.id(), operation, fields, limits);
    }

    @Override
    public WireReply refusal(String requestId, ApiException refusal) {
        int status = refusal.code().httpStatus();
        String text = new XmlText()
                .open("ErrorResponse", NAMESPACE)
                .open("Error")
                .element("Type", status < 500 ? "Sender" : "Receiver")
                .element("Code", refusal.code().wire())
                .element("Message", refusal.text())
                .close("Error")
                .element("RequestId", requestId)
                .close("ErrorResponse")
                .toString();
        return WireReply.xml(status, requestId, text);
    }

    private record StsCall(String requestId, Operation<?, ?> operation, Map<String, String> fields, WireLimits limits)
            implements Call {
        @Override
        public List<Parameter> fill(SdkPojo request) {
            return QueryReader.read(fields, request, QueryReader.ListForm.MEMBER, limits);
        }

        @Override
        public WireReply reply(Reply<?> reply) {
            String root = operation.name() + "Response";
            String result = operation.name() + "Result";
            String text = new XmlText()
                    .open(root, NAMESPACE)
                    .open(result)
                    .members(reply.members())
                    .close(result)
                    .open("ResponseMetadata")
                    .element("RequestId", requestId)
                    .close("ResponseMetadata")
                    .close(root)
                    .toString();
            return WireReply.xml(200, requestId, text);
        }
    }
}
