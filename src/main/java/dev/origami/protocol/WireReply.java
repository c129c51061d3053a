package dev.origami.protocol;

import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;

/**
 * An answer as it goes out.
 *
 * @param status the HTTP status
 * @param headers all but those of the connection (length, date, encoding)
 */
public record WireReply(int status, Map<String, String> headers, SdkBytes body) {
    static final String REQUEST_ID = "x-amzn-RequestId";
    static final String CONTENT_TYPE = "Content-Type";

    public WireReply {
        headers = Map.copyOf(headers);
    }

    static WireReply xml(int status, String requestId, String text) {
        return new WireReply(
                status,
                Map.of(CONTENT_TYPE, "text/xml;charset=UTF-8", REQUEST_ID, requestId),
                SdkBytes.fromUtf8String(text));
    }
}
