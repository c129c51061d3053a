package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.api.Answer;
import dev.origami.command.WholeService;
import dev.origami.id.Region;
import dev.origami.image.PvGrubKernels;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paravirtual images, through the front door (source section 7.5). */
class ParavirtualTest {
    private static final Region HERE = WholeService.ALICE.region();
    private static final Region THERE = new Region("us-east-1");

    @TempDir(factory = QuickDirectory.class)
    private static Path directory;

    private static WholeService service;
    private static Fixtures fixtures;

    @BeforeAll
    static void open() throws Exception {
        service = new WholeService(directory);
        fixtures = new Fixtures(service);
        for (int i = 0; i < 2; i++) {
            service.database()
                    .writing(transaction -> PvGrubKernels.settle(transaction, List.of(HERE, THERE), Instant.EPOCH));
        }
    }

    @AfterAll
    static void close() throws Exception {
        service.close();
    }

    private static Caller there() {
        return new Caller(WholeService.ALICE.account(), THERE, "ec2");
    }

    private static String grub(Caller caller, String name) {
        return service.ask(
                        caller,
                        "DescribeImages",
                        "Owner.1",
                        "amazon",
                        "Filter.1.Name",
                        "name",
                        "Filter.1.Value.1",
                        name)
                .text("imagesSet/item/imageId");
    }

    private static String register(String... more) {
        List<String> members = new ArrayList<>(List.of(
                "Name",
                fixtures.fresh("name"),
                "RootDeviceName",
                "/dev/sda1",
                "BlockDeviceMapping.1.DeviceName",
                "/dev/sda1",
                "BlockDeviceMapping.1.Ebs.SnapshotId",
                fixtures.fresh("block-snapshot")));
        members.addAll(List.of(more));
        return service.ask("RegisterImage", members.toArray(String[]::new)).text("imageId");
    }

    private static String launch(String image, String... more) {
        List<String> members = new ArrayList<>(
                List.of("ImageId", image, "InstanceType", "t1.micro", "MinCount", "1", "MaxCount", "1"));
        members.addAll(List.of(more));
        String id = service.ask("RunInstances", members.toArray(String[]::new)).text("instancesSet/item/instanceId");
        service.settle();
        return id;
    }

    private static Answer instance(String id) {
        return service.ask("DescribeInstances", "InstanceId.1", id);
    }

    private static String kernelOf(String instance) {
        return instance(instance).text("reservationSet/item/instancesSet/item/kernelId");
    }

    @Test
    void pvGrubIsFoundAsAmazonsKernels() {
        Answer found = service.ask(
                "DescribeImages", "Owner.1", "amazon", "Filter.1.Name", "image-type", "Filter.1.Value.1", "kernel");
        String item = "imagesSet/item/";
        assertThat(found.texts(item + "name"))
                .containsExactlyInAnyOrder(
                        "pv-grub-hd0_1.05-i386.gz",
                        "pv-grub-hd0_1.05-x86_64.gz",
                        "pv-grub-hd00_1.05-i386.gz",
                        "pv-grub-hd00_1.05-x86_64.gz");
        assertThat(found.texts(item + "imageId"))
                .allMatch(id -> id.startsWith("aki-"))
                .doesNotHaveDuplicates();
        assertThat(found.texts(item + "imageOwnerAlias")).containsOnly("amazon");
        assertThat(found.texts(item + "isPublic")).containsOnly("true");
        assertThat(found.texts(item + "imageLocation")).allMatch(text -> text.endsWith(".gz.manifest.xml"));
        assertThat(found.has(item + "blockDeviceMapping/item")).isFalse();
        assertThat(found.has(item + "rootDeviceName")).isFalse();
        Answer byPlace = service.ask(
                "DescribeImages",
                "Filter.1.Name",
                "manifest-location",
                "Filter.1.Value.1",
                "*/pv-grub-hd00_*x86_64.gz.manifest.xml",
                "Filter.2.Name",
                "root-device-type",
                "Filter.2.Value.1",
                "instance-store");
        assertThat(byPlace.texts(item + "name")).containsExactly("pv-grub-hd00_1.05-x86_64.gz");
    }

    @Test
    void aKernelIsChosenCheckedAndTold() {
        String usual = grub(WholeService.ALICE, "pv-grub-hd0_1.05-x86_64.gz");
        String partitioned = grub(WholeService.ALICE, "pv-grub-hd00_1.05-x86_64.gz");
        String other = grub(WholeService.ALICE, "pv-grub-hd0_1.05-i386.gz");
        String image = register("Architecture", "x86_64");
        assertThat(service.ask("DescribeImages", "ImageId.1", image).text("imagesSet/item/kernelId"))
                .isEqualTo(usual);
        assertThat(service.ask("DescribeImages", "ImageId.1", register("KernelId", ""))
                        .text("imagesSet/item/kernelId"))
                .isEqualTo(other);
        assertThat(service.ask(
                                "DescribeImages",
                                "Filter.1.Name",
                                "kernel-id",
                                "Filter.1.Value.1",
                                partitioned,
                                "Filter.2.Name",
                                "image-id",
                                "Filter.2.Value.1",
                                register("Architecture", "x86_64", "KernelId", partitioned))
                        .texts("imagesSet/item"))
                .hasSize(1);
        assertThatThrownBy(() -> register("Architecture", "x86_64", "KernelId", other))
                .hasMessageContaining("The architecture 'i386'");
        assertThatThrownBy(() -> register("Architecture", "arm64")).hasMessageContaining("arm64");
        assertThatThrownBy(() -> register("Architecture", "x86_64", "RamdiskId", "ari-12345678"))
                .hasMessageContaining("'[ari-12345678]' does not exist");
        assertThatThrownBy(() -> launch(usual)).hasMessageContaining("expecting \"ami-...\"");
        assertThatThrownBy(() -> service.ask("DeregisterImage", "ImageId", usual))
                .hasMessageContaining("Not authorized");
        assertThatThrownBy(() -> launch(image, "InstanceType", "t2.micro")).isNotNull();
    }

    @Test
    void anInstanceIsStartedWithItsKernelUntilThatIsChanged() {
        String usual = grub(WholeService.ALICE, "pv-grub-hd0_1.05-x86_64.gz");
        String partitioned = grub(WholeService.ALICE, "pv-grub-hd00_1.05-x86_64.gz");
        String id = launch(register("Architecture", "x86_64"), "KernelId", partitioned);
        assertThat(kernelOf(id)).isEqualTo(partitioned);
        assertThat(instance(id).text("reservationSet/item/instancesSet/item/virtualizationType"))
                .isEqualTo("paravirtual");
        assertThatThrownBy(() -> change(id, usual)).hasMessageContaining("not in the 'stopped' state");
        assertThatThrownBy(() -> service.ask("GetConsoleScreenshot", "InstanceId", id))
                .hasMessageContaining("has no screen");
        var _ = service.ask("StopInstances", "InstanceId.1", id, "Force", "true");
        service.settle();
        var _ = service.ask("ResetInstanceAttribute", "InstanceId", id, "Attribute", "kernel");
        assertThat(kernelOf(id)).isEqualTo(usual);
        var _ = change(id, partitioned);
        assertThat(kernelOf(id)).isEqualTo(partitioned);
        String made = service.ask("CreateImage", "InstanceId", id, "Name", fixtures.fresh("name"))
                .text("imageId");
        assertThat(service.ask("DescribeImages", "ImageId.1", made).text("imagesSet/item/kernelId"))
                .isEqualTo(partitioned);
    }

    private static Answer change(String instance, String kernel) {
        return service.ask("ModifyInstanceAttribute", "InstanceId", instance, "Attribute", "kernel", "Value", kernel);
    }

    @Test
    void aCopyIsStartedByThatRegionsKernel() {
        String image = register("Architecture", "x86_64");
        String copy = service.ask(
                        there(),
                        "CopyImage",
                        "SourceRegion",
                        HERE.name(),
                        "SourceImageId",
                        image,
                        "Name",
                        fixtures.fresh("name"))
                .text("imageId");
        assertThat(service.ask(there(), "DescribeImages", "ImageId.1", copy).text("imagesSet/item/kernelId"))
                .isEqualTo(grub(there(), "pv-grub-hd0_1.05-x86_64.gz"))
                .isNotEqualTo(grub(WholeService.ALICE, "pv-grub-hd0_1.05-x86_64.gz"));
        assertThatThrownBy(() -> service.ask(
                        there(),
                        "CopyImage",
                        "SourceRegion",
                        HERE.name(),
                        "SourceImageId",
                        grub(WholeService.ALICE, "pv-grub-hd0_1.05-x86_64.gz"),
                        "Name",
                        fixtures.fresh("name")))
                .hasMessageContaining("is in every region");
    }
}
