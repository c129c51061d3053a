package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.api.Answer;
import dev.origami.command.WholeService;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

/** What is most easily got wrong (source section 14), and the tests that prove each of it; some of them are here. */
class TrapsTest extends ServedTest {
    /** By the trap's number: class and test. */
    private static final Map<Integer, List<String>> PROOFS = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    1,
                    List.of(
                            "protocol.QueryReaderTest.listsComeInTheOrderOfTheirNumbers",
                            "protocol.EveryOperationTest.goesBothWays",
                            "http.FrontTest.answersInEc2sForm",
                            "http.FrontTest.emptyListsAndNothingToTellHaveTheirElements")),
            Map.entry(
                    2,
                    List.of(
                            "http.FrontTest.refusesInEc2sForm",
                            "contract.ErrorCatalogueTest.isAnswered",
                            "contract.IdFaultsTest.everyIdIsLookedAt")),
            Map.entry(
                    3,
                    List.of(
                            "api.ImageApiTest.theOldDefaultsAreKept",
                            "protocol.QueryReaderTest.emptyMeansAbsentExceptWhereItSaysSomething")),
            Map.entry(
                    4,
                    List.of(
                            "api.ImageApiTest.sharingAnImageLetsOthersSeeItAndItsSnapshotsLetThemCopyIt",
                            "api.ImageApiTest.attributesComeInEveryForm")),
            Map.entry(
                    5,
                    List.of(
                            "api.ImageLifeApiTest.aDeprecatedImageIsHiddenFromOthersUnlessTheyAskForIt",
                            "api.ImageLifeApiTest.aDisabledImageIsHiddenAndLosesItsPermissionsForGood",
                            "api.ImageLifeApiTest.aDisabledImageKeepsItsNameAndItsSnapshotsAndCanStillBeDeregistered",
                            "contract.TrapsTest.aDeprecatedImageIsLaunchedAndADisabledOneNot")),
            Map.entry(
                    6,
                    List.of(
                            "api.RecycleBinApiTest.anImageInTheBinIsDeregisteredToAllAndComesBackSharedAsItWas",
                            "api.RecycleBinApiTest.snapshotsComeBackBeforeTheirImage",
                            "api.ImageLifeApiTest.aDisabledImageIsHiddenAndLosesItsPermissionsForGood")),
            Map.entry(
                    7,
                    List.of("api.ImageLifeApiTest.aProtectedImageCannotBeDeregisteredAndWithACooldownNotForADayMore")),
            Map.entry(
                    8,
                    List.of(
                            "operation.LaunchMappingTest.merges",
                            "operation.LaunchMappingTest.refuses",
                            "operation.LaunchMappingTest.mapsTheInstanceStore")),
            Map.entry(
                    9,
                    List.of(
                            "contract.TrapsTest.anImageIsMadeWithARebootAndLeavesTheInstanceAsItWas",
                            "command.OneMomentTest.inNoImageIsTheSecondVolumeAheadOfTheFirst",
                            "command.ImageOfGuestTest.anImageHoldsWhatTheGuestWroteToAllVolumesWithAndWithoutReboot")),
            Map.entry(
                    10,
                    List.of(
                            "api.ImageApiTest.sharingAnImageLetsOthersSeeItAndItsSnapshotsLetThemCopyIt",
                            "contract.TrapsTest.whoOnlyMayLaunchIsToldLess",
                            "image.PermissionModelTest.agreesWithTheModel")),
            Map.entry(
                    13,
                    List.of(
                            "contract.TrapsTest.whatCameOfAnImageOutlivesIt",
                            "api.ImageApiTest.aSnapshotThatAnImageUsesStays",
                            "command.SharedImageTest.aCopyInAnotherRegionAndAServerOutliveTheImageAndItsSnapshots")),
            Map.entry(
                    14,
                    List.of(
                            "contract.FiltersTest.everyFilterFindsWhatItShould",
                            "text.WildcardTest.agreesWithTheRegularExpressionThatMeansTheSame",
                            "contract.PagingTest.thePagesTogetherAreAll",
                            "contract.PagingTest.aPageHasItsLimits")),
            Map.entry(
                    15,
                    List.of(
                            "api.EbsDirectTest.whatWasPutIsListedAndRead",
                            "api.EbsDirectTest.blocksThatTheClientDidNotMeanAreNoSnapshot",
                            "auth.GateTest.onlyABlockMayBeUnsigned")),
            Map.entry(
                    16,
                    List.of(
                            "metadata.MetadataServerTest.everyNameThatIsListedIsThere",
                            "metadata.MetadataServerTest.whatThereIsNotIsAbsent",
                            "metadata.MetadataServerTest.aTokenIsGivenAtOnePathAndIsGoodForItsInstanceAlone",
                            "machine.qemu.RunningMachineTest.guestFindsThatItIsOnEc2")),
            Map.entry(
                    17,
                    List.of(
                            "api.AccountSettingsApiTest.whereItIsBlockedNoImageBecomesPublicAndThoseThatAreStaySo",
                            "api.ImageLifeApiTest.aPublicImageIsDeprecatedTwoYearsAfterItsMakingAtTheLatest"))));

    /** Encryption of shared snapshots and product codes; of 15, bundles: nothing here has them yet. */
    private static final List<Integer> NOT_YET = List.of(11, 12);

    @Test
    void everyTrapHasAProof() {
        assertThat(IntStream.rangeClosed(1, 17)
                        .filter(trap -> !NOT_YET.contains(trap))
                        .boxed()
                        .toList())
                .containsExactlyElementsOf(PROOFS.keySet());
    }

    @TestFactory
    Stream<DynamicTest> everyProofIsATest() {
        return PROOFS.entrySet().stream()
                .flatMap(trap -> trap.getValue().stream()
                        .map(proof -> DynamicTest.dynamicTest("trap " + trap.getKey() + ": " + proof, () -> {
                            int dot = proof.lastIndexOf('.');
                            Class<?> of = Class.forName(
                                    "dev.origami." + proof.substring(0, dot), false, TrapsTest.class.getClassLoader());
                            assertThat(of.getDeclaredMethods())
                                    .anyMatch(method ->
                                            method.getName().equals(proof.substring(dot + 1)) && isTest(method));
                        })));
    }

    private static boolean isTest(Method method) {
        return Stream.of(Test.class, TestFactory.class, ParameterizedTest.class, Property.class)
                .anyMatch(method::isAnnotationPresent);
    }

    /** Trap 5. */
    @Test
    void aDeprecatedImageIsLaunchedAndADisabledOneNot() {
        String deprecated = fixtures.fresh("deprecated-image");
        service.pass(java.time.Duration.ofDays(1));
        assertThat(service.ask("DescribeImages", "Owner.1", Fixtures.OTHER_ACCOUNT)
                        .has("imagesSet/item"))
                .isFalse();
        assertThat(run(deprecated).has("instancesSet/item/instanceId")).isTrue();
        refuses(ErrorCode.INVALID_AMIID_UNAVAILABLE, () -> run(fixtures.fresh("disabled-image")));
    }

    /** Trap 9. */
    @Test
    void anImageIsMadeWithARebootAndLeavesTheInstanceAsItWas() {
        String instance = fixtures.fresh("two-disk-instance");
        String without = made(instance, "NoReboot", "true", device(1), "/dev/sdb", "BlockDeviceMapping.1.NoDevice", "");
        assertThat(service.machines().asked()).doesNotContain("button " + instance);
        assertThat(devices(without)).containsExactly("/dev/xvda");
        assertThat(service.ask(
                                "DescribeSnapshots",
                                "Owner.1",
                                "self",
                                "Filter.1.Name",
                                "description",
                                "Filter.1.Value.1",
                                "*" + without + "*")
                        .texts("snapshotSet/item"))
                .as("nothing is stored of what is left out")
                .hasSize(1);

        String with = made(instance, device(1), "/dev/xvda", "BlockDeviceMapping.1.Ebs.DeleteOnTermination", "false");
        assertThat(service.machines().asked()).contains("button " + instance);
        assertThat(devices(with)).containsExactlyInAnyOrder("/dev/xvda", "/dev/sdb");
        assertThat(
                        service.ask("DescribeImages", "ImageId.1", with)
                                .texts(
                                        "imagesSet/item/blockDeviceMapping/item[deviceName='/dev/xvda']/ebs/deleteOnTermination"))
                .containsExactly("false");
        assertThat(service.ask("DescribeInstances", "InstanceId.1", instance)
                        .text("reservationSet/item/instancesSet/item/instanceState/name"))
                .isEqualTo("running");
        refuses(
                ErrorCode.INVALID_BLOCK_DEVICE_MAPPING,
                () -> made(instance, device(1), "/dev/sdb", "BlockDeviceMapping.1.Ebs.VolumeSize", "9"));
    }

    private static String device(int number) {
        return "BlockDeviceMapping." + number + ".DeviceName";
    }

    private String made(String instance, String... more) {
        String[] members = Stream.concat(
                        Stream.of("InstanceId", instance, "Name", fixtures.fresh("name")), Arrays.stream(more))
                .toArray(String[]::new);
        String image = service.ask("CreateImage", members).text("imageId");
        service.settle();
        return image;
    }

    private List<String> devices(String image) {
        return service.ask("DescribeImages", "ImageId.1", image)
                .texts("imagesSet/item/blockDeviceMapping/item/deviceName");
    }

    /** Trap 10. */
    @Test
    void whoOnlyMayLaunchIsToldLess() {
        String image = fixtures.fresh("shared-image");
        var _ = service.ask("CreateTags", "ResourceId.1", image, "Tag.1.Key", "a", "Tag.1.Value", "1");
        var _ = service.ask(
                WholeService.BOB,
                "RunInstances",
                "ImageId",
                image,
                "InstanceType",
                "t3.micro",
                "MinCount",
                "1",
                "MaxCount",
                "1");
        service.settle();

        Answer owners = service.ask("DescribeImages", "ImageId.1", image);
        Answer others = service.ask(WholeService.BOB, "DescribeImages", "ImageId.1", image);
        assertThat(owners.has("imagesSet/item/tagSet/item")).isTrue();
        assertThat(others.has("imagesSet/item/tagSet/item")).isFalse();
        refuses(
                ErrorCode.AUTH_FAILURE,
                () -> service.ask(
                        WholeService.BOB, "DescribeImageAttribute", "ImageId", image, "Attribute", "launchPermission"));
        refuses(
                ErrorCode.INVALID_REQUEST,
                () -> service.ask(
                        WholeService.BOB,
                        "CopyImage",
                        "SourceImageId",
                        image,
                        "SourceRegion",
                        "eu-west-1",
                        "Name",
                        "copy"));
        String everybodys = fixtures.fresh("public-image");
        assertThat(executableBy(WholeService.BOB)).containsExactly(image);
        assertThat(executableBy(WholeService.ALICE)).doesNotContain(image, everybodys);
    }

    private List<String> executableBy(dev.origami.account.Caller self) {
        return service.ask(self, "DescribeImages", "ExecutableBy.1", "self").texts("imagesSet/item/imageId");
    }

    /** Trap 13. */
    @Test
    void whatCameOfAnImageOutlivesIt() {
        String instance = fixtures.fresh("two-disk-instance");
        String image = made(instance);
        String root = snapshotAt(image, "/dev/xvda");
        String data = snapshotAt(image, "/dev/sdb");
        var _ = service.ask("StopInstances", "InstanceId.1", instance);
        String launched = run(image).text("instancesSet/item/instanceId");
        service.settle();
        var _ = service.ask("StopInstances", "InstanceId.1", launched);
        service.settle();
        // Another image has the root's snapshot too.
        String other = service.registered(WholeService.ALICE, "other", "x86_64", root);
        refuses(ErrorCode.INVALID_SNAPSHOT_IN_USE, () -> service.ask("DeleteSnapshot", "SnapshotId", data));

        Answer gone = service.ask("DeregisterImage", "ImageId", image, "DeleteAssociatedSnapshots", "true");
        assertThat(gone.text("return")).isEqualTo("true");
        assertThat(gone.texts("deleteSnapshotResultSet/item[snapshotId='" + data + "']/returnCode"))
                .containsExactly("success");
        assertThat(gone.texts("deleteSnapshotResultSet/item[snapshotId='" + root + "']/returnCode"))
                .doesNotContain("success");
        assertThat(service.ask("DescribeSnapshots", "SnapshotId.1", root).text("snapshotSet/item/status"))
                .isEqualTo("completed");

        var _ = service.ask("StartInstances", "InstanceId.1", launched);
        service.settle();
        assertThat(service.ask("DescribeInstances", "InstanceId.1", launched)
                        .text("reservationSet/item/instancesSet/item/instanceState/name"))
                .isEqualTo("running");
        var _ = service.ask("DeregisterImage", "ImageId", other);
        assertThat(service.ask("DescribeSnapshots", "SnapshotId.1", root).has("snapshotSet/item"))
                .isTrue();
    }

    private String snapshotAt(String image, String device) {
        return service.ask("DescribeImages", "ImageId.1", image)
                .text("imagesSet/item/blockDeviceMapping/item[deviceName='" + device + "']/ebs/snapshotId");
    }

    private Answer run(String image) {
        return service.ask(
                "RunInstances", "ImageId", image, "InstanceType", "t3.micro", "MinCount", "1", "MaxCount", "1");
    }

    private static void refuses(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable request) {
        assertThatThrownBy(request)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
