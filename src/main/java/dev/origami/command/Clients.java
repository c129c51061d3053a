package dev.origami.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** The AWS SDK's own clients, pointed at the running service: commands are clients of the API like any other. */
record Clients(String url, String accessKeyId, String secretAccessKey, String region) {
    static Clients of(Operator operator, String account, String region) throws CommandException {
        JsonNode key = operator.call("account.key", Operator.arguments().put("name", account));
        return new Clients(
                operator.url(),
                key.path("accessKeyId").asText(),
                key.path("secretAccessKey").asText(),
                region);
    }

    Clients in(String otherRegion) {
        return new Clients(url, accessKeyId, secretAccessKey, otherRegion);
    }

    Ec2Client ec2() {
        return configured(Ec2Client.builder()).build();
    }

    EbsClient ebs() {
        return configured(EbsClient.builder()).build();
    }

    private <
                    B extends
                            AwsSyncClientBuilder<B, C>
                                    & software.amazon.awssdk.awscore.client.builder.AwsClientBuilder<B, C>,
                    C>
            B configured(B builder) {
        // Nothing of the user's own AWS set-up may lead these clients elsewhere.
        System.setProperty(SdkSystemSetting.AWS_EC2_METADATA_DISABLED.property(), "true");
        SdkHttpClient http = UrlConnectionHttpClient.create();
        return builder.endpointOverride(URI.create(url))
                .region(Region.of(region))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey)))
                .httpClient(http);
    }
}
