package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.error.ApiException;
import dev.origami.protocol.Dispatcher;
import dev.origami.protocol.WireHeaders;
import dev.origami.protocol.WireReply;
import dev.origami.protocol.WireRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.utils.IoUtils;

/** The SDK's way to a dispatcher, without a network and without signatures. */
final class DispatcherClient implements SdkHttpClient {
    private final Dispatcher dispatcher;
    private final Caller caller;
    private final Service service;

    DispatcherClient(Dispatcher dispatcher, Caller caller, Service service) {
        this.dispatcher = dispatcher;
        this.caller = new Caller(caller.account(), caller.region(), service.scopeName());
        this.service = service;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                WireReply reply = answer(wire(request));
                SdkHttpResponse.Builder response = SdkHttpResponse.builder().statusCode(reply.status());
                reply.headers().forEach(response::putHeader);
                return HttpExecuteResponse.builder()
                        .response(response.build())
                        .responseBody(AbortableInputStream.create(
                                new ByteArrayInputStream(reply.body().asByteArray())))
                        .build();
            }

            @Override
            public void abort() {}
        };
    }

    private WireReply answer(WireRequest request) {
        try {
            return dispatcher.dispatch(caller, request);
        } catch (ApiException refusal) {
            return dispatcher.refusal(service, request, refusal);
        }
    }

    private static WireRequest wire(HttpExecuteRequest request) throws IOException {
        SdkHttpRequest http = request.httpRequest();
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        http.forEachHeader((name, values) -> values.forEach(value -> headers.add(Map.entry(name, value))));
        SdkBytes body = request.contentStreamProvider().isEmpty()
                ? SdkBytes.fromByteArray(new byte[0])
                : SdkBytes.fromByteArray(IoUtils.toByteArray(
                        request.contentStreamProvider().get().newStream()));
        return new WireRequest(
                "request",
                http.method().name(),
                http.getUri().getRawPath(),
                http.encodedQueryParameters().orElse(""),
                WireHeaders.of(headers),
                body);
    }

    @Override
    public void close() {}
}
