package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.protocol.Dispatcher;
import dev.origami.protocol.WireHeaders;
import dev.origami.protocol.WireReply;
import dev.origami.protocol.WireRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;

/** Requests as clients send them, put to a dispatcher. */
public final class WireForm {
    private WireForm() {}

    /** A form of EC2: the action, then names and values in turn. */
    public static Answer ask(Dispatcher dispatcher, Caller caller, String action, String... members) {
        List<String> form = new ArrayList<>(List.of("Action=" + action, "Version=2016-11-15"));
        for (int i = 0; i < members.length; i += 2) {
            form.add(members[i] + "=" + URLEncoder.encode(members[i + 1], StandardCharsets.UTF_8));
        }
        WireRequest request = new WireRequest(
                "request",
                "POST",
                "/",
                "",
                WireHeaders.of(Map.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                        .entrySet()),
                SdkBytes.fromUtf8String(String.join("&", form)));
        return new Answer(dispatcher.dispatch(caller, request).body().asUtf8String());
    }

    /** A request of KMS: the operation and its members in JSON; answers in JSON. */
    public static String kms(Dispatcher dispatcher, Caller caller, String operation, String json) {
        return json(dispatcher, caller, "kms", "TrentService." + operation, json);
    }

    /** A request of SSM, as {@link #kms}. */
    public static String ssm(Dispatcher dispatcher, Caller caller, String operation, String json) {
        return json(dispatcher, caller, "ssm", "AmazonSSM." + operation, json);
    }

    private static String json(Dispatcher dispatcher, Caller caller, String service, String target, String json) {
        WireRequest request = new WireRequest(
                "request",
                "POST",
                "/",
                "",
                WireHeaders.of(Map.of("X-Amz-Target", target).entrySet()),
                SdkBytes.fromUtf8String(json));
        return dispatcher
                .dispatch(new Caller(caller.account(), caller.region(), service), request)
                .body()
                .asUtf8String();
    }

    /** A request of EBS direct or of the Recycle Bin. */
    public static WireReply rest(
            Dispatcher dispatcher,
            Caller caller,
            Service service,
            String method,
            String path,
            String query,
            Map<String, String> headers,
            SdkBytes body) {
        WireRequest request = new WireRequest("request", method, path, query, WireHeaders.of(headers.entrySet()), body);
        return dispatcher.dispatch(new Caller(caller.account(), caller.region(), service.scopeName()), request);
    }
}
