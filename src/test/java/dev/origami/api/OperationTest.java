package dev.origami.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ebs.model.PutSnapshotBlockRequest;
import software.amazon.awssdk.services.ebs.model.PutSnapshotBlockResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsResponse;
import software.amazon.awssdk.services.ec2.model.RegisterImageRequest;
import software.amazon.awssdk.services.ec2.model.RegisterImageResponse;

class OperationTest {
    private static DescribeRegionsResponse describeRegions(Caller caller, DescribeRegionsRequest request) {
        return DescribeRegionsResponse.builder().build();
    }

    private static Operation<RegisterImageRequest, RegisterImageResponse> registerImage() {
        return Operation.ec2(
                "RegisterImage",
                RegisterImageRequest::builder,
                (caller, request) -> RegisterImageResponse.builder().build());
    }

    @Test
    void honoursWhatIsDeclared() {
        var operation = Operation.ec2(
                        "DescribeRegions", DescribeRegionsRequest::builder, OperationTest::describeRegions)
                .honours("RegionName", "AllRegions", "Filter.Name", "Filter.Value");
        assertThatCode(() -> operation.check(List.of(
                        given("RegionName.1", "RegionName", "eu-west-1"),
                        given("DryRun", "DryRun", "false"),
                        given("Filter.1.Value.2", "Filter.Value", "x"))))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesTheRestByNameAndValue() {
        var operation = registerImage().honours("BlockDeviceMapping.*", "Name").harmless("SriovNetSupport", "simple");
        assertThatCode(() -> operation.check(List.of(
                        given("BlockDeviceMapping.1.Ebs.SnapshotId", "BlockDeviceMapping.Ebs.SnapshotId", "snap-1"),
                        given("SriovNetSupport", "SriovNetSupport", "simple"))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> operation.check(List.of(given("SriovNetSupport", "SriovNetSupport", "other"))))
                .hasMessageContaining("(other)")
                .hasMessageContaining("SriovNetSupport")
                .asInstanceOf(InstanceOfAssertFactories.type(ApiException.class))
                .returns(ErrorCode.UNSUPPORTED_OPERATION, ApiException::code);
    }

    @Test
    void requiredMembersAreMissedByName() {
        var operation = registerImage().requires("Name", "BlockDeviceMapping");
        assertThatThrownBy(() -> operation.check(List.of(given("Name", "Name", "x"))))
                .hasMessage("The request must contain the parameter BlockDeviceMapping");
        assertThat(operation.isHonoured("BlockDeviceMapping.Ebs.Iops")).isTrue();
    }

    @Test
    void declarationsAreCheckedAgainstTheModel() {
        assertThatThrownBy(() -> registerImage().honours("Nmae").requireInModel())
                .hasMessageContaining("Nmae");
        assertThatThrownBy(() -> registerImage().requires("Nmae").requireInModel())
                .hasMessageContaining("Nmae");
        assertThatThrownBy(() -> registerImage().honours("BlockDeviceMapping").requireInModel())
                .hasMessageContaining("structure");
        assertThatThrownBy(() -> registerImage().honours("Name.*").requireInModel())
                .hasMessageContaining("nothing below");
        assertThatThrownBy(() -> registerImage().harmless("Name.x", "1").requireInModel())
                .hasMessageContaining("Name.x");
    }

    @Test
    void restMembersAreCalledByTheirModelName() {
        var operation = Operation.ebsBlock(
                        "PutSnapshotBlock",
                        PutSnapshotBlockRequest::builder,
                        (caller, request, body) -> Reply.of(
                                PutSnapshotBlockResponse.builder().checksum("x").build()))
                .requires("SnapshotId", "BlockIndex", "DataLength");
        OperationTable table = new OperationTable();
        table.add(operation);
        assertThat(table.find(Service.EBS, "PutSnapshotBlock")).contains(operation);
        assertThatThrownBy(() -> table.add(operation)).hasMessageContaining("twice");
    }

    @Test
    void comparableFormLeavesTokenAndDryRunOut() {
        RequestContext context = new RequestContext(
                "id", "X", List.of(given("A", "A", "1&B=2"), given("ClientToken", "ClientToken", "t")));
        assertThat(context.comparable()).isEqualTo("X?A=1%26B%3D2");
        assertThat(context.run(RequestContext::current)).isSameAs(context);
    }

    private static Parameter given(String name, String path, String value) {
        return new Parameter(name, path, value);
    }
}
