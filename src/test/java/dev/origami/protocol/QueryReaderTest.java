package dev.origami.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.api.Parameter;
import dev.origami.config.WireLimits;
import dev.origami.error.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.EnableImageDeprecationRequest;
import software.amazon.awssdk.services.ec2.model.ImportKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.ModifyImageAttributeRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

class QueryReaderTest {
    private static final WireLimits LIMITS = WireLimits.defaults();

    private static List<Parameter> read(SdkPojo request, String... namesAndValues) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return QueryReader.read(fields, request, QueryReader.ListForm.FLAT, LIMITS);
    }

    @Property(tries = 300)
    void listsComeInTheOrderOfTheirNumbers(
            @ForAll @UniqueElements @Size(max = 40) List<@IntRange(max = 999_999_999) Integer> indices) {
        Map<String, String> fields = new LinkedHashMap<>();
        TreeMap<Integer, String> sorted = new TreeMap<>();
        for (int index : indices) {
            fields.put("ImageId." + index, "ami-" + index);
            sorted.put(index, "ami-" + index);
        }
        DescribeImagesRequest.Builder request = DescribeImagesRequest.builder();
        List<Parameter> given = QueryReader.read(fields, request, QueryReader.ListForm.FLAT, LIMITS);
        assertThat(request.build().imageIds()).containsExactlyElementsOf(sorted.values());
        assertThat(given)
                .extracting(Parameter::path)
                .containsOnly(indices.isEmpty() ? new String[0] : new String[] {"ImageId"});
    }

    @Property(tries = 500)
    void anyNamesAreReadOrRefused(@ForAll @Size(max = 20) Map<String, String> fields) {
        List<String> outcome = new ArrayList<>();
        for (String prefix : Set.of("", "ImageId.", "Filter.1.", "BlockDeviceMapping.")) {
            Map<String, String> prefixed = new LinkedHashMap<>();
            fields.forEach((name, value) -> prefixed.put(prefix + name, value));
            try {
                outcome.add("read "
                        + QueryReader.read(prefixed, RunInstancesRequest.builder(), QueryReader.ListForm.FLAT, LIMITS));
            } catch (ApiException e) {
                outcome.add(e.code().wire());
            }
        }
        assertThat(outcome).hasSize(4);
    }

    @Test
    void emptyMeansAbsentExceptWhereItSaysSomething() {
        RunInstancesRequest.Builder request = RunInstancesRequest.builder();
        List<Parameter> given = read(
                request,
                "SubnetId",
                "",
                "Placement.AvailabilityZone",
                "",
                "IamInstanceProfile.Name",
                "",
                "MaxCount",
                "",
                "SecurityGroupId.1",
                "",
                "BlockDeviceMapping.1.DeviceName",
                "/dev/sdb",
                "BlockDeviceMapping.1.NoDevice",
                "",
                "BlockDeviceMapping.2.Ebs.VolumeSize",
                "",
                "TagSpecification.1.Tag.1.Key",
                "k",
                "TagSpecification.1.Tag.1.Value",
                "");
        RunInstancesRequest read = request.build();
        assertThat(read.subnetId()).isNull();
        assertThat(read.placement()).isNull();
        assertThat(read.iamInstanceProfile()).isNull();
        assertThat(read.maxCount()).isNull();
        assertThat(read.hasSecurityGroupIds()).isFalse();
        assertThat(read.blockDeviceMappings())
                .containsExactly(BlockDeviceMapping.builder()
                        .deviceName("/dev/sdb")
                        .noDevice("")
                        .build());
        assertThat(read.tagSpecifications().getFirst().tags().getFirst().value())
                .isEmpty();
        assertThat(given)
                .extracting(Parameter::name)
                .containsExactlyInAnyOrder(
                        "BlockDeviceMapping.1.DeviceName",
                        "BlockDeviceMapping.1.NoDevice",
                        "TagSpecification.1.Tag.1.Key",
                        "TagSpecification.1.Tag.1.Value");
        ModifyImageAttributeRequest.Builder modify = ModifyImageAttributeRequest.builder();
        assertThat(read(modify, "Description.Value", "")).hasSize(1);
        assertThat(modify.build().description().value()).isEmpty();
        DescribeImagesRequest.Builder describe = DescribeImagesRequest.builder();
        assertThat(read(describe, "Filter.1.Name", "tag:x", "Filter.1.Value.1", ""))
                .hasSize(2);
        assertThat(describe.build().filters().getFirst().values()).containsExactly("");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T00:00:00Z,2026-01-31T00:00:00Z",
        "2026-01-31T00:00:00.5Z,2026-01-31T00:00:00.500Z",
        "2026-01-31T02:00:00+02:00,2026-01-31T00:00:00Z",
        "2026-01-31T00:00:00-0130,2026-01-31T01:30:00Z",
        "2026-01-31T00:00:00+01,2026-01-30T23:00:00Z",
        "2026-01-31T00:00Z,2026-01-31T00:00:00Z"
    })
    void timesMayHaveOffsets(String text, Instant expected) {
        EnableImageDeprecationRequest.Builder request = EnableImageDeprecationRequest.builder();
        read(request, "DeprecateAt", text);
        assertThat(request.build().deprecateAt()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tomorrow",
                "2026-01-31",
                "2026-13-01T00:00:00Z",
                "2026-01-31T00:00:00",
                "+999999-01-01T00:00:00Z",
                "1"
            })
    void otherTimesAreRefused(String text) {
        assertThatThrownBy(() -> read(EnableImageDeprecationRequest.builder(), "DeprecateAt", text))
                .hasMessageContaining("(" + text + ")")
                .hasMessageContaining("DeprecateAt");
    }

    @ParameterizedTest
    @CsvSource({
        "MaxCount,1x",
        "MaxCount,1.0",
        "MaxCount,2147483648",
        "MaxCount,99999999999999999999",
        "MaxCount,0x1",
        "EbsOptimized,yes",
        "BlockDeviceMapping.1.Ebs.DeleteOnTermination,2"
    })
    void badValuesAreRefusedByName(String name, String value) {
        assertThatThrownBy(() -> read(RunInstancesRequest.builder(), name, value))
                .hasMessageContaining("(" + value + ")")
                .hasMessageContaining(name);
    }

    @Test
    void longValuesAreCutInMessages() {
        assertThatThrownBy(() -> read(RunInstancesRequest.builder(), "MaxCount", "x".repeat(10_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    }

    @Test
    void blobsAreBase64() {
        ImportKeyPairRequest.Builder request = ImportKeyPairRequest.builder();
        assertThat(read(request, "PublicKeyMaterial", "c3NoLXJzYQ==").getFirst().value())
                .isEqualTo("c3NoLXJzYQ==");
        assertThat(request.build().publicKeyMaterial().asUtf8String()).isEqualTo("ssh-rsa");
        assertThatThrownBy(() -> read(ImportKeyPairRequest.builder(), "PublicKeyMaterial", "ssh-rsa!"))
                .hasMessageContaining("base64");
    }

    @Test
    void valuesHaveOneSpelling() {
        assertThat(read(RunInstancesRequest.builder(), "EbsOptimized", "True", "MaxCount", "+007"))
                .extracting(Parameter::value)
                .containsExactlyInAnyOrder("true", "7");
    }

    @Test
    void otherServicesListsHaveAWordMore() {
        AssumeRoleRequest.Builder request = AssumeRoleRequest.builder();
        QueryReader.read(
                Map.of("PolicyArns.member.1.arn", "a", "PolicyArns.member.2.arn", "b"),
                request,
                QueryReader.ListForm.MEMBER,
                LIMITS);
        assertThat(request.build().policyArns()).extracting(p -> p.arn()).containsExactly("a", "b");
    }
}
