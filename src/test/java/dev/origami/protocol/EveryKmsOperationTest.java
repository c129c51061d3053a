package dev.origami.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.api.Parameter;
import dev.origami.api.RequestModel;
import dev.origami.api.Service;
import dev.origami.config.WireLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsRequest;
import software.amazon.awssdk.services.kms.model.KmsResponse;

/**
 * Every operation of KMS, both ways, against the SDK's own protocol: what its marshaller wrote is read back equal, and
 * what is written here its unmarshaller reads back equal.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryKmsOperationTest {
    private static final JsonMembers JSON = new JsonMembers(WireLimits.defaults());

    private final CapturingClient http = new CapturingClient();
    private KmsClient kms;

    @BeforeAll
    void open() {
        kms = KmsClient.builder()
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .httpClient(http)
                .build();
    }

    @AfterAll
    void close() {
        kms.close();
    }

    static Stream<Method> operations() {
        return Stream.of(KmsClient.class.getMethods())
                .filter(method -> method.getParameterCount() == 1
                        && KmsRequest.class.isAssignableFrom(method.getParameterTypes()[0])
                        && KmsResponse.class.isAssignableFrom(method.getReturnType()))
                .sorted(Comparator.comparing(Method::getName));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void goesBothWays(Method method) throws ReflectiveOperationException {
        Random random = new Random(method.getName().hashCode());
        SdkPojo request = new RandomMembers(random, 1000).fill(builder(method.getParameterTypes()[0]));
        SdkPojo response = new RandomMembers(random, 1).fill(builder(method.getReturnType()));

        http.answer = response;
        SdkPojo read = (SdkPojo) method.invoke(kms, request);

        assertThat(http.target).startsWith(AwsJson.KMS_TARGETS);
        assertThat(http.target.substring(AwsJson.KMS_TARGETS.length())).isEqualToIgnoringCase(method.getName());
        SdkPojo decoded = builder(method.getParameterTypes()[0]);
        List<Parameter> given = new ArrayList<>();
        JSON.read(SdkBytes.fromUtf8String(http.body), decoded, given);
        assertThat(Built.of(decoded)).isEqualTo(request);
        // What can be declared is just what can be given.
        assertThat(RequestModel.leaves(Service.KMS, decoded))
                .containsAll(given.stream().map(Parameter::path).toList());
        assertThat(read.equalsBySdkFields(response))
                .as("%s%n%s", response, read)
                .isTrue();
    }

    private static SdkPojo builder(Class<?> type) throws ReflectiveOperationException {
        return (SdkPojo) type.getMethod("builder").invoke(null);
    }

    /** Keeps what the SDK sends, and answers with the codec's own writing of the answer. */
    private static final class CapturingClient implements SdkHttpClient {
        private String body = "";
        private String target = "";
        private @Nullable SdkPojo answer;

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    body = new String(
                            request.contentStreamProvider()
                                    .orElseThrow()
                                    .newStream()
                                    .readAllBytes(),
                            StandardCharsets.UTF_8);
                    target = request.httpRequest()
                            .firstMatchingHeader("X-Amz-Target")
                            .orElse("");
                    String reply = JSON.write(Objects.requireNonNull(answer));
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder().statusCode(200).build())
                            .responseBody(AbortableInputStream.create(
                                    new ByteArrayInputStream(reply.getBytes(StandardCharsets.UTF_8))))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public void close() {}
    }
}
