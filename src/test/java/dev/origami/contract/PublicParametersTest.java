package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.origami.account.Caller;
import dev.origami.account.Provider;
import dev.origami.command.WholeService;
import dev.origami.error.ApiException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images under names that stay (source sections 3.1, 10.6). */
class PublicParametersTest {
    private static final String DEBIAN = "/aws/service/debian/release/12/latest/";
    private static final Caller PROVIDER =
            new Caller(Provider.ACCOUNT, WholeService.ALICE.region(), WholeService.ALICE.service());

    @TempDir(factory = QuickDirectory.class)
    private Path directory;

    private WholeService service;

    @BeforeEach
    void open() throws Exception {
        service = new WholeService(directory);
    }

    @AfterEach
    void close() throws Exception {
        service.close();
    }

    /** An image of the provider's that everybody may launch. */
    private String debian(String name) {
        String image = service.ask(
                        PROVIDER,
                        "RegisterImage",
                        "Name",
                        name,
                        "Description",
                        "Debian 12",
                        "Architecture",
                        "x86_64",
                        "VirtualizationType",
                        "hvm",
                        "EnaSupport",
                        "true",
                        "RootDeviceName",
                        "/dev/xvda",
                        "BlockDeviceMapping.1.DeviceName",
                        "/dev/xvda",
                        "BlockDeviceMapping.1.Ebs.SnapshotId",
                        snapshot())
                .text("imageId");
        var _ = service.ask(PROVIDER, "ModifyImageAttribute", "ImageId", image, "LaunchPermission.Add.1.Group", "all");
        service.pass(Duration.ofHours(1));
        return image;
    }

    private String snapshot() {
        String alices = service.emptySnapshot();
        var _ = service.ask(
                "ModifySnapshotAttribute",
                "SnapshotId",
                alices,
                "CreateVolumePermission.Add.1.UserId",
                Provider.ACCOUNT.value());
        String id = service.ask(PROVIDER, "CopySnapshot", "SourceRegion", "eu-west-1", "SourceSnapshotId", alices)
                .text("snapshotId");
        service.settle();
        return id;
    }

    private JsonNode ssm(String operation, String members) throws Exception {
        return new ObjectMapper().readTree(service.ssm(operation, members.replace('\'', '"')));
    }

    @Test
    void theNewestImageHasTheName() throws Exception {
        assertThatThrownBy(() -> ssm("GetParameter", "{'Name':'" + DEBIAN + "amd64'}"))
                .isInstanceOf(ApiException.class);
        String first = debian("debian-12-2026-01-01");
        JsonNode parameter =
                ssm("GetParameter", "{'Name':'" + DEBIAN + "amd64'}").path("Parameter");
        assertThat(parameter.path("Value").asText()).isEqualTo(first);
        assertThat(parameter.path("Version").asInt()).isEqualTo(1);
        assertThat(parameter.path("DataType").asText()).isEqualTo("aws:ec2:image");
        assertThat(parameter.path("ARN").asText()).isEqualTo("arn:aws:ssm:eu-west-1::parameter" + DEBIAN + "amd64");

        String second = debian("debian-12-2026-01-02");
        JsonNode several = ssm(
                "GetParameters", "{'Names':['" + DEBIAN + "amd64:2','" + DEBIAN + "amd64:1','" + DEBIAN + "arm64']}");
        assertThat(several.path("Parameters")).hasSize(1);
        assertThat(several.path("Parameters").get(0).path("Value").asText()).isEqualTo(second);
        assertThat(several.path("Parameters").get(0).path("Selector").asText()).isEqualTo(":2");
        assertThat(several.path("InvalidParameters")).hasSize(2);

        var _ = service.ask(PROVIDER, "DeregisterImage", "ImageId", second);
        assertThat(ssm("GetParameter", "{'Name':'" + DEBIAN + "amd64'}")
                        .path("Parameter")
                        .path("Value")
                        .asText())
                .isEqualTo(first);
        assertThat(ssm("GetParametersByPath", "{'Path':'/aws/service/debian','Recursive':true}")
                        .path("Parameters"))
                .hasSize(1);
    }

    @Test
    void aLaunchNamesItsImageByAParameter() {
        String image = debian("debian-12-2026-01-01");
        assertThat(service.ask(
                                "RunInstances",
                                "ImageId",
                                "resolve:ssm:" + DEBIAN + "amd64",
                                "InstanceType",
                                "t3.micro",
                                "MinCount",
                                "1",
                                "MaxCount",
                                "1")
                        .text("instancesSet/item/imageId"))
                .isEqualTo(image);
        var _ = service.ask(
                "CreateLaunchTemplate",
                "LaunchTemplateName",
                "newest",
                "LaunchTemplateData.InstanceType",
                "t3.micro",
                "LaunchTemplateData.ImageId",
                "resolve:ssm:" + DEBIAN + "amd64:1");
        String versions = "DescribeLaunchTemplateVersions";
        String told = "launchTemplateVersionSet/item/launchTemplateData/imageId";
        assertThat(service.ask(versions, "LaunchTemplateName", "newest").text(told))
                .isEqualTo("resolve:ssm:" + DEBIAN + "amd64:1");
        assertThat(service.ask(versions, "LaunchTemplateName", "newest", "ResolveAlias", "true")
                        .text(told))
                .isEqualTo(image);
        assertThat(service.ask(
                                "RunInstances",
                                "LaunchTemplate.LaunchTemplateName",
                                "newest",
                                "MinCount",
                                "1",
                                "MaxCount",
                                "1")
                        .text("instancesSet/item/imageId"))
                .isEqualTo(image);
        assertThatThrownBy(() -> service.ask(
                        "RunInstances", "ImageId", "resolve:ssm:/aws/service/x", "MinCount", "1", "MaxCount", "1"))
                .hasMessageContaining("There is no such parameter in eu-west-1");
    }

    @Test
    void theCertificateOfIdentityDocumentsIsAParameter() throws Exception {
        String value = ssm("GetParameter", "{'Name':'/aws/service/origami/instance-identity/certificate'}")
                .path("Parameter")
                .path("Value")
                .asText();
        assertThat(value)
                .startsWith("-----BEGIN CERTIFICATE-----")
                .isEqualTo(Files.readString(directory.resolve("instance-identity.pem")));
    }
}
