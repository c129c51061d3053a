package dev.origami.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.api.Parameter;
import dev.origami.api.RequestModel;
import dev.origami.api.Service;
import dev.origami.config.WireLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
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
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Request;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.utils.IoUtils;

/**
 * Every operation of EC2, both ways, against the SDK's own protocol: what its marshaller wrote is read back equal, and
 * what is written here its unmarshaller reads back equal.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryOperationTest {
    private static final WireLimits LIMITS = WireLimits.defaults();

    private final CapturingClient http = new CapturingClient();
    private final SortedSet<String> actions = new TreeSet<>();
    private Ec2Client ec2;

    @BeforeAll
    void open() {
        ec2 = Ec2Client.builder()
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .httpClient(http)
                .build();
    }

    @AfterAll
    void theListOfOperationsIsTheSdks() {
        ec2.close();
        assertThat(Ec2Operations.load().sorted()).containsExactlyElementsOf(actions);
    }

    static Stream<Method> operations() {
        return Stream.of(Ec2Client.class.getMethods())
                .filter(method -> method.getParameterCount() == 1
                        && Ec2Request.class.isAssignableFrom(method.getParameterTypes()[0])
                        && Ec2Response.class.isAssignableFrom(method.getReturnType()))
                .sorted(Comparator.comparing(Method::getName));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void goesBothWays(Method method) throws ReflectiveOperationException {
        Random random = new Random(method.getName().hashCode());
        // The SDK sends some times without their milliseconds.
        SdkPojo request = new RandomMembers(random, 1000).fill(builder(method.getParameterTypes()[0]));
        SdkPojo response = new RandomMembers(random, 1).fill(builder(method.getReturnType()));

        http.answer = response;
        SdkPojo read = (SdkPojo) method.invoke(ec2, request);

        SdkPojo decoded = builder(method.getParameterTypes()[0]);
        var given = QueryReader.read(http.fields(), decoded, QueryReader.ListForm.FLAT, LIMITS);
        assertThat(Built.of(decoded)).isEqualTo(request);
        assertThat(given).extracting(Parameter::name).doesNotHaveDuplicates();
        // What can be declared is just what can be given.
        assertThat(RequestModel.leaves(Service.EC2, decoded))
                .containsAll(given.stream().map(Parameter::path).toList());
        assertThat(read.equalsBySdkFields(response))
                .as("%s%n%s", response, read)
                .isTrue();
        actions.add(http.fields().getOrDefault("Action", ""));
    }

    private static SdkPojo builder(Class<?> type) throws ReflectiveOperationException {
        return (SdkPojo) type.getMethod("builder").invoke(null);
    }

    /** Keeps what the SDK sends, and answers with the codec's own writing of the answer. */
    private static final class CapturingClient implements SdkHttpClient {
        private String body = "";
        private @Nullable SdkPojo answer;

        Map<String, String> fields() {
            return FormFields.of(
                    new WireRequest("id", "POST", "/", "", WireHeaders.of(List.of()), SdkBytes.fromUtf8String(body)),
                    true,
                    LIMITS);
        }

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    body = IoUtils.toUtf8String(
                            request.contentStreamProvider().orElseThrow().newStream());
                    WireReply reply = reply(fields().getOrDefault("Action", ""));
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder()
                                    .statusCode(reply.status())
                                    .build())
                            .responseBody(AbortableInputStream.create(
                                    new ByteArrayInputStream(reply.body().asByteArray())))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        private WireReply reply(String action) {
            return Ec2Query.write("id", action, "2016-11-15", Objects.requireNonNull(answer));
        }

        @Override
        public void close() {}
    }
}
