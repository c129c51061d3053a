package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.config.Config;
import dev.origami.workflow.StepListener;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AlreadyExistsException;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.NotFoundException;

/** The whole service over a master key of the operator's, asked by the AWS SDK's own client. */
class MasterKeyOptionTest {
    @TempDir
    private Path temporary;

    private DataDirectory directory;

    @BeforeEach
    void name() {
        directory = DataDirectory.of(temporary.resolve("data"));
    }

    private Service start(Optional<Path> masterKey) throws Exception {
        return Service.start(
                new Service.Settings(directory, "127.0.0.1", 0, false, masterKey),
                InstantSource.system(),
                Config.defaults(),
                StepListener.NONE);
    }

    private Path masterKey(String name, String letter) throws Exception {
        Path file = Files.writeString(temporary.resolve(name), letter.repeat(43) + "=\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private KmsClient kms(Service service) throws CommandException {
        Clients keys = Clients.of(Operator.of(directory), "default", "us-east-1");
        return KmsClient.builder()
                .endpointOverride(URI.create(service.url()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(keys.accessKeyId(), keys.secretAccessKey())))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    @Test
    void keysLiveOnUnderTheOperatorsMasterKeyAndUnderNoOther() throws Exception {
        Path good = masterKey("good.key", "A");
        SdkBytes sealed;
        try (Service service = start(Optional.of(good));
                KmsClient kms = kms(service)) {
            String key = kms.createKey(r -> r.description("a")).keyMetadata().keyId();
            var _ = kms.createAlias(r -> r.aliasName("alias/a").targetKeyId(key));
            sealed = kms.encrypt(r -> r.keyId("alias/a").plaintext(SdkBytes.fromUtf8String("a secret")))
                    .ciphertextBlob();
            assertThatThrownBy(() -> kms.createAlias(r -> r.aliasName("alias/a").targetKeyId(key)))
                    .isInstanceOf(AlreadyExistsException.class);
            assertThatThrownBy(() -> kms.describeKey(r -> r.keyId("alias/none")))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("alias/none");
        }
        assertThat(directory.path().resolve("master.key")).doesNotExist();

        assertThatThrownBy(() -> start(Optional.empty()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--master-key");
        Path other = masterKey("other.key", "B");
        assertThatThrownBy(() -> start(Optional.of(other)))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("other.key");

        try (Service service = start(Optional.of(good));
                KmsClient kms = kms(service)) {
            assertThat(kms.decrypt(r -> r.ciphertextBlob(sealed)).plaintext().asUtf8String())
                    .isEqualTo("a secret");
            String key = kms.listKeys().keys().getFirst().keyId();
            var _ = kms.disableKey(r -> r.keyId(key));
            assertThatThrownBy(() -> kms.decrypt(r -> r.ciphertextBlob(sealed))).isInstanceOf(DisabledException.class);
        }
    }
}
