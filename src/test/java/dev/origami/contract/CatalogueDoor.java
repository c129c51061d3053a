package dev.origami.contract;

import dev.origami.account.AccessKey;
import dev.origami.account.Caller;
import dev.origami.api.Service;
import dev.origami.auth.SignedRequests;
import dev.origami.command.WholeService;
import dev.origami.http.Front;
import dev.origami.id.AccountId;
import dev.origami.protocol.FormRequests;
import dev.origami.protocol.WireRequest;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.rbin.RbinClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/** A started server, asked by the SDK's own clients; what the SDK never sends is put on the wire by hand. */
final class CatalogueDoor implements AutoCloseable {
    private static final Pattern CODE = Pattern.compile("<Code>(.*?)</Code>|\"__type\":\"(.*?)\"");
    private static final Pattern MESSAGE = Pattern.compile("<Message>(.*?)</Message>|\"[Mm]essage\":\"(.*?)\"[,}]");
    private static final Pattern REASON = Pattern.compile("\"Reason\":\"(.*?)\"");

    /** Who asks. */
    enum Who {
        ALICE("AKIAALICE", WholeService.ALICE, "se/cret+", true),
        BOB("AKIABOB", WholeService.BOB, "secret of Bob", true),
        /** Whose key nobody knows. */
        STRANGER("AKIASTRANGER", WholeService.ALICE, "secret", false),
        /** Who knows the id of Alice's key and not its secret. */
        FORGER("AKIAALICE", WholeService.ALICE, "guessed", false);

        private final String id;
        private final String account;
        private final String secret;
        private final boolean known;

        Who(String id, Caller caller, String secret, boolean known) {
            this.id = id;
            account = caller.account().value();
            this.secret = secret;
            this.known = known;
        }

        private AccessKey key() {
            return new AccessKey(id, new AccountId(account), secret);
        }

        private static Optional<AccessKey> known(String id) {
            for (Who who : values()) {
                if (who.known && who.id.equals(id)) {
                    return Optional.of(who.key());
                }
            }
            return Optional.empty();
        }
    }

    /** A refusal as a client sees it; the reason is empty where the service has none. */
    record Refusal(String code, int status, String reason, String message) {}

    private final WholeService service;
    private final Front front;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<Who, Ec2Client> ec2 = new EnumMap<>(Who.class);
    private final Map<Who, EbsClient> ebs = new EnumMap<>(Who.class);
    private final Map<Who, KmsClient> kms = new EnumMap<>(Who.class);
    private final Map<Who, RbinClient> rbin = new EnumMap<>(Who.class);
    private final Map<Who, SsmClient> ssm = new EnumMap<>(Who.class);
    private final Map<Who, StsClient> sts = new EnumMap<>(Who.class);

    CatalogueDoor(WholeService service) throws IOException {
        this.service = service;
        front = service.front(Who::known);
        for (Who who : Who.values()) {
            ec2.put(who, client(Ec2Client.builder(), who));
            ebs.put(who, client(EbsClient.builder(), who));
            kms.put(who, client(KmsClient.builder(), who));
            rbin.put(who, client(RbinClient.builder(), who));
            ssm.put(who, client(SsmClient.builder(), who));
            sts.put(who, client(StsClient.builder(), who));
        }
    }

    private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder, Who who) {
        return builder.endpointOverride(front.origin())
                .region(Region.of(WholeService.ALICE.region().name()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(who.id, who.secret)))
                .httpClient(new JavaHttpClient(http))
                // What is refused is to be seen at once, whatever its status.
                .overrideConfiguration(configuration -> configuration.retryStrategy(retry -> retry.maxAttempts(1)))
                .build();
    }

    EbsClient ebs(Who who) {
        return ebs.get(who);
    }

    KmsClient kms(Who who) {
        return kms.get(who);
    }

    SsmClient ssm(Who who) {
        return ssm.get(who);
    }

    RbinClient rbin(Who who) {
        return rbin.get(who);
    }

    StsClient sts(Who who) {
        return sts.get(who);
    }

    /** Asks EC2 through the SDK, the request given by its names on the wire. */
    Object ask(Who who, String operation, Map<String, String> members) {
        SdkPojo request =
                FormRequests.of(service.table().find(Service.EC2, operation).orElseThrow(), members);
        String method = operation.substring(0, 1).toLowerCase(Locale.ROOT) + operation.substring(1);
        try {
            return Ec2Client.class.getMethod(method, request.getClass()).invoke(ec2.get(who), request);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof AwsServiceException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A request by hand, signed as Alice unless it is changed afterwards. */
    SignedRequests byHand() {
        return new SignedRequests(Who.ALICE.key(), Instant.now()).to(front.origin());
    }

    /** Sends what was made by hand. */
    Refusal sent(WireRequest request) {
        URI uri = URI.create(
                front.origin() + request.rawPath() + (request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery()));
        HttpRequest.Builder wire = HttpRequest.newBuilder(uri)
                .method(
                        request.method(),
                        HttpRequest.BodyPublishers.ofByteArray(request.body().asByteArray()));
        for (String name : request.headers().names()) {
            if (!JavaHttpClient.OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                request.headers().all(name).forEach(value -> wire.header(name, value));
            }
        }
        try {
            HttpResponse<String> reply = http.send(wire.build(), HttpResponse.BodyHandlers.ofString());
            return new Refusal(
                    found(CODE, reply.body()),
                    reply.statusCode(),
                    found(REASON, reply.body()),
                    found(MESSAGE, reply.body()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What the SDK makes of a refusal. */
    static Refusal seen(AwsServiceException refusal) {
        var details = refusal.awsErrorDetails();
        return new Refusal(
                details.errorCode(),
                refusal.statusCode(),
                details.rawResponse() == null
                        ? ""
                        : found(REASON, details.rawResponse().asUtf8String()),
                details.errorMessage());
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            return "";
        }
        for (int i = 1; i <= matcher.groupCount(); i++) {
            if (matcher.group(i) != null) {
                return matcher.group(i);
            }
        }
        return "";
    }

    @Override
    public void close() {
        ec2.values().forEach(Ec2Client::close);
        ebs.values().forEach(EbsClient::close);
        kms.values().forEach(KmsClient::close);
        ssm.values().forEach(SsmClient::close);
        rbin.values().forEach(RbinClient::close);
        sts.values().forEach(StsClient::close);
        http.close();
        front.close();
    }
}
