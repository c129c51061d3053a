package dev.origami.contract;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.utils.IoUtils;

/** The SDK over Java's own client: over the older one it never gets the body of a 401. */
final class JavaHttpClient implements SdkHttpClient {
    /** Headers that Java's client sets itself. */
    static final Set<String> OF_CONNECTION = Set.of("host", "content-length", "expect", "connection", "upgrade");

    private final HttpClient http;

    JavaHttpClient(HttpClient http) {
        this.http = http;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return sent(request);
            }

            @Override
            public void abort() {}
        };
    }

    private HttpExecuteResponse sent(HttpExecuteRequest request) throws IOException {
        SdkHttpRequest asked = request.httpRequest();
        byte[] body = new byte[0];
        if (request.contentStreamProvider().isPresent()) {
            try (InputStream in = request.contentStreamProvider().get().newStream()) {
                body = IoUtils.toByteArray(in);
            }
        }
        HttpRequest.Builder wire = HttpRequest.newBuilder(asked.getUri())
                .method(asked.method().name(), HttpRequest.BodyPublishers.ofByteArray(body));
        asked.forEachHeader((name, values) -> {
            if (!OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> wire.header(name, value));
            }
        });
        try {
            HttpResponse<InputStream> reply = http.send(wire.build(), HttpResponse.BodyHandlers.ofInputStream());
            return HttpExecuteResponse.builder()
                    .response(SdkHttpResponse.builder()
                            .statusCode(reply.statusCode())
                            .headers(reply.headers().map())
                            .build())
                    .responseBody(AbortableInputStream.create(reply.body()))
                    .build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Java's client is whoever's made it. */
    @Override
    public void close() {}
}
