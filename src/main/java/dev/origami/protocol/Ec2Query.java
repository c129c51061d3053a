package dev.origami.protocol;

import dev.origami.api.Operation;
import dev.origami.api.OperationTable;
import dev.origami.api.Parameter;
import dev.origami.api.Reply;
import dev.origami.api.Service;
import dev.origami.config.WireLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;

/** EC2's own query protocol (source sections 10.1 to 10.3). */
final class Ec2Query implements Protocol {
    private static final LocalDate FIRST_VERSION = LocalDate.of(2006, 6, 26);
    private static final LocalDate LAST_VERSION = LocalDate.of(2016, 11, 15);

    private final OperationTable table;
    private final WireLimits limits;
    private final Ec2Operations model = Ec2Operations.load();

    Ec2Query(OperationTable table, WireLimits limits) {
        this.table = table;
        this.limits = limits;
    }

    @Override
    public Call call(WireRequest request) {
        Map<String, String> fields = QueryFields.of(request, limits);
        String action = QueryFields.action(fields);
        String version = version(fields);
        Operation<?, ?> operation = table.find(Service.EC2, action).orElseThrow(() -> unknown(action));
        return new Ec2Call(request.id(), operation, version, fields, limits);
    }

    private ApiException unknown(String action) {
        String shown = new WireText(limits.shownCharacters()).shown(action);
        return model.contains(action)
                ? new ApiException(ErrorCode.UNSUPPORTED_OPERATION, "The operation " + shown + " is not supported yet")
                : QueryFields.invalidAction(shown);
    }

    private String version(Map<String, String> fields) {
        String version = fields.getOrDefault("Version", "");
        if (version.isEmpty()) {
            throw ApiException.missing("Version");
        }
        try {
            LocalDate date = LocalDate.parse(version);
            if (version.length() == 10 && !date.isBefore(FIRST_VERSION) && !date.isAfter(LAST_VERSION)) {
                return version;
            }
        } catch (DateTimeException e) {
            // Refused below, like a date on which there was no version.
        }
        throw new ApiException(
                ErrorCode.NO_SUCH_VERSION,
                "The requested version (" + new WireText(limits.shownCharacters()).shown(version)
                        + ") of service AmazonEC2 does not exist");
    }

    @Override
    public WireReply refusal(String requestId, ApiException refusal) {
        String text = new XmlText()
                .open("Response")
                .open("Errors")
                .open("Error")
                .element("Code", refusal.code().wire())
                .element("Message", refusal.text())
                .close("Error")
                .close("Errors")
                .element("RequestID", requestId)
                .close("Response")
                .toString();
        return WireReply.xml(refusal.code().httpStatus(), requestId, text);
    }

    /** An answer in EC2's form (source section 10.2). */
    static WireReply write(String requestId, String action, String version, SdkPojo members) {
        String root = action + "Response";
        XmlText xml = new XmlText()
                // Clients match on the version they asked for and on the slash at the end.
                .open(root, "http://ec2.amazonaws.com/doc/" + version + "/")
                .element("requestId", requestId);
        if (members.sdkFields().isEmpty()) {
            xml.element("return", "true");
        }
        return WireReply.xml(200, requestId, xml.members(members).close(root).toString());
    }

    private record Ec2Call(
            String requestId, Operation<?, ?> operation, String version, Map<String, String> fields, WireLimits limits)
            implements Call {
        @Override
        public List<Parameter> fill(SdkPojo request) {
            return QueryReader.read(fields, request, QueryReader.ListForm.FLAT, limits);
        }

        @Override
        public WireReply reply(Reply<?> reply) {
            return write(requestId, operation.name(), version, reply.members());
        }
    }
}
