package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.api.Answer;
import dev.origami.api.Operation;
import dev.origami.api.Service;
import dev.origami.command.WholeService;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Lists by pages (source section 10.5, appendix C): all of it, each once, and never more than was asked for. */
class PagingTest {
    private static final int MANY = 7;

    @TempDir(factory = QuickDirectory.class)
    private static Path directory;

    private static WholeService service;
    private static Fixtures fixtures;

    /**
     * An operation that gives pages.
     *
     * @param id where an item's own name stands
     * @param smallest what MaxResults may be, as largest
     * @param idMember what it must not be given with; empty where it may
     * @param needed without which it lists nothing
     */
    private record Listing(
            String operation,
            String id,
            int smallest,
            int largest,
            String idMember,
            String anId,
            Map<String, String> needed) {
        Listing(String operation, String id, int smallest, int largest, String idMember, String anId) {
            this(operation, id, smallest, largest, idMember, anId, Map.of());
        }

        Answer ask(Caller caller, String... more) {
            Map<String, String> members = new LinkedHashMap<>(needed);
            for (int i = 0; i < more.length; i += 2) {
                members.put(more[i], more[i + 1]);
            }
            return fixtures.ask(caller, operation, fixtures.made(members));
        }

        Answer ask(String... more) {
            return ask(WholeService.ALICE, more);
        }
    }

    /** What is never in the list, so that there is nothing to cut into pages. */
    private static final Set<String> ALWAYS_EMPTY = Set.of("DescribeFastLaunchImages");

    private static final List<Listing> LISTINGS = List.of(
            new Listing("DescribeImages", "imagesSet/item/imageId", 1, 1000, "ImageId.1", "ami-12345678"),
            new Listing("DescribeSnapshots", "snapshotSet/item/snapshotId", 5, 1000, "SnapshotId.1", "snap-12345678"),
            new Listing("DescribeAddressesAttribute", "addressSet/item/allocationId", 1, 1000, "", ""),
            new Listing("DescribeLockedSnapshots", "snapshotSet/item/snapshotId", 5, 1000, "", ""),
            new Listing("ListImagesInRecycleBin", "imageSet/item/imageId", 1, 1000, "", ""),
            new Listing("ListSnapshotsInRecycleBin", "snapshotSet/item/snapshotId", 5, 1000, "", ""),
            new Listing("ListVolumesInRecycleBin", "volumeSet/item/volumeId", 5, 1000, "", ""),
            new Listing("DescribeVolumes", "volumeSet/item/volumeId", 5, 1000, "VolumeId.1", "vol-12345678"),
            new Listing(
                    "DescribeReplaceRootVolumeTasks",
                    "replaceRootVolumeTaskSet/item/replaceRootVolumeTaskId",
                    1,
                    50,
                    "",
                    ""),
            new Listing("DescribeVolumesModifications", "volumeModificationSet/item/volumeId", 1, 500, "", ""),
            new Listing("DescribeVolumeStatus", "volumeStatusSet/item/volumeId", 5, 1000, "", ""),
            new Listing(
                    "DescribeInstances",
                    "reservationSet/item/instancesSet/item/instanceId",
                    5,
                    1000,
                    "InstanceId.1",
                    "i-12345678"),
            new Listing("DescribeInstanceImageMetadata", "instanceImageMetadataSet/item/instanceId", 1, 1000, "", ""),
            new Listing("DescribeInstanceStatus", "instanceStatusSet/item/instanceId", 5, 1000, "", ""),
            new Listing(
                    "DescribeInstanceTypes", "instanceTypeSet/item/instanceType", 5, 100, "InstanceType.1", "t3.micro"),
            new Listing("DescribeInstanceTypeOfferings", "instanceTypeOfferingSet/item/instanceType", 5, 1000, "", ""),
            new Listing(
                    "DescribeInstanceCreditSpecifications",
                    "instanceCreditSpecificationSet/item/instanceId",
                    5,
                    1000,
                    "",
                    ""),
            new Listing("DescribeLaunchTemplates", "launchTemplates/item/launchTemplateId", 1, 200, "", ""),
            new Listing(
                    "DescribeLaunchTemplateVersions",
                    "launchTemplateVersionSet/item/launchTemplateId",
                    1,
                    200,
                    "",
                    "",
                    Map.of("LaunchTemplateVersion.1", "$Latest")),
            new Listing(
                    "DescribeImageReferences",
                    "imageReferenceSet/item/arn",
                    5,
                    Integer.MAX_VALUE,
                    "",
                    "",
                    Map.of("ImageId.1", "{kept-image}", "IncludeAllResourceTypes", "true")),
            new Listing("DescribeFastLaunchImages", "fastLaunchImageSet/item/imageId", 0, 200, "", ""),
            new Listing("DescribeTags", "tagSet/item/resourceId", 5, 1000, "", ""),
            new Listing("DescribeSecurityGroups", "securityGroupInfo/item/groupId", 5, 1000, "", ""),
            new Listing(
                    "DescribeSecurityGroupRules",
                    "securityGroupRuleSet/item/securityGroupRuleId",
                    5,
                    1000,
                    "SecurityGroupRuleId.1",
                    "sgr-12345678"),
            new Listing(
                    "DescribeSpotInstanceRequests",
                    "spotInstanceRequestSet/item/spotInstanceRequestId",
                    5,
                    1000,
                    "SpotInstanceRequestId.1",
                    "sir-12345678"),
            new Listing(
                    "DescribeSpotPriceHistory",
                    "spotPriceHistorySet/item/instanceType",
                    1,
                    1000,
                    "",
                    "",
                    Map.of(
                            "AvailabilityZone",
                            "eu-west-1a",
                            "InstanceType.1",
                            "t3.micro",
                            "InstanceType.2",
                            "t3.small",
                            "InstanceType.3",
                            "t3.large")),
            new Listing("DescribeNetworkInterfaces", "networkInterfaceSet/item/networkInterfaceId", 5, 1000, "", ""),
            new Listing("DescribeVpcs", "vpcSet/item/vpcId", 5, 1000, "", ""),
            new Listing("DescribeSubnets", "subnetSet/item/subnetId", 5, 1000, "", ""),
            new Listing("DescribeInternetGateways", "internetGatewaySet/item/internetGatewayId", 5, 1000, "", ""),
            new Listing("DescribeRouteTables", "routeTableSet/item/routeTableId", 5, 100, "", ""),
            new Listing("DescribeNetworkAcls", "networkAclSet/item/networkAclId", 5, 1000, "", ""),
            new Listing("DescribeDhcpOptions", "dhcpOptionsSet/item/dhcpOptionsId", 5, 1000, "", ""));

    @BeforeAll
    static void open() throws Exception {
        service = new WholeService(directory);
        fixtures = new Fixtures(service);
        for (int i = 0; i < MANY; i++) {
            String _ = fixtures.fresh("tagged-image");
            String _ = fixtures.fresh("locked-snapshot");
            String _ = fixtures.fresh("modified-volume");
            String _ = fixtures.fresh("recycled-image");
            String _ = fixtures.fresh("recycled-snapshot");
            String _ = fixtures.fresh("recycled-volume");
            String _ = fixtures.fresh("group");
            String _ = fixtures.fresh("own-vpc");
            String _ = fixtures.fresh("igw");
            String _ = fixtures.fresh("address");
            String _ = fixtures.fresh("template");
            String _ = fixtures.fresh("unlimited-instance");
            String _ = fixtures.fresh("replace-task");
            String _ = fixtures.fresh("spot-request");
        }
    }

    @AfterAll
    static void close() throws Exception {
        service.close();
    }

    private static Stream<DynamicTest> each(java.util.function.Consumer<Listing> test) {
        return LISTINGS.stream()
                .map(listing -> DynamicTest.dynamicTest(listing.operation(), () -> test.accept(listing)));
    }

    @TestFactory
    Stream<DynamicTest> thePagesTogetherAreAll() {
        return each(listing -> {
            List<String> all = listing.ask().texts(listing.id());
            assertThat(all.isEmpty()).isEqualTo(ALWAYS_EMPTY.contains(listing.operation()));
            List<String> paged = new ArrayList<>();
            String max = Integer.toString(listing.smallest());
            Answer page = listing.ask("MaxResults", max);
            while (true) {
                List<String> items = page.texts(listing.id());
                assertThat(items).hasSizeLessThanOrEqualTo(listing.smallest());
                paged.addAll(items);
                String token = page.text("nextToken");
                if (token.isEmpty()) {
                    break;
                }
                page = listing.ask("MaxResults", max, "NextToken", token);
            }
            assertThat(paged).containsExactlyElementsOf(all);
        });
    }

    @TestFactory
    Stream<DynamicTest> aPageHasItsLimits() {
        return each(listing -> {
            refuses(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    () -> listing.ask("MaxResults", Integer.toString(listing.smallest() - 1)));
            refuses(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    () -> listing.ask("MaxResults", Integer.toString(listing.largest() + 1)));
            Answer largest = listing.ask("MaxResults", Integer.toString(listing.largest()));
            assertThat(largest.has(listing.id())).isNotEqualTo(ALWAYS_EMPTY.contains(listing.operation()));
            if (!listing.idMember().isEmpty()) {
                refuses(
                        ErrorCode.INVALID_PARAMETER_COMBINATION,
                        () -> listing.ask("MaxResults", "10", listing.idMember(), listing.anId()));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aTokenIsGoodForItsCallerAndItsRequestOnly() {
        String token = service.ask("DescribeImages", "MaxResults", "1").text("nextToken");
        assertThat(token).isNotEmpty();
        return each(listing -> {
            refuses(ErrorCode.INVALID_NEXT_TOKEN, () -> listing.ask("NextToken", "nonsense"));
            if (!listing.operation().equals("DescribeImages")) {
                refuses(ErrorCode.INVALID_NEXT_TOKEN, () -> listing.ask("NextToken", token));
            }
            refuses(ErrorCode.INVALID_NEXT_TOKEN, () -> listing.ask(WholeService.BOB, "NextToken", token));
        });
    }

    @Test
    void everyOperationWithPagesIsHere() {
        assertThat(LISTINGS)
                .extracting(Listing::operation)
                .hasSameElementsAs(service.table().of(Service.EC2).stream()
                        .filter(operation -> operation.isHonoured("NextToken"))
                        .map(Operation::name)
                        .toList());
    }

    private static void refuses(ErrorCode code, ThrowingCallable request) {
        assertThatThrownBy(request)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
