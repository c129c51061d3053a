package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.account.Caller;
import dev.origami.api.RequestModel;
import dev.origami.api.Service;
import dev.origami.command.WholeService;
import dev.origami.contract.Rows.Row;
import dev.origami.error.ApiException;
import dev.origami.id.Region;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every id that a request takes, where it is no id, nobody's, another account's or another region's: EC2's code for it
 * (source section 12). The requests are those of {@link Rows}, so an operation that has none there has none here.
 */
class IdFaultsTest {
    private static final Caller ELSEWHERE =
            new Caller(WholeService.ALICE.account(), new Region("us-east-1"), WholeService.ALICE.service());

    /** Of a kind: how its ids begin, and the codes for those that are none and those that are not there. */
    private record Kind(String prefix, String malformed, String notFound) {}

    private static final Kind IMAGE = new Kind("ami-", "InvalidAMIID.Malformed", "InvalidAMIID.NotFound");
    private static final Kind SNAPSHOT = new Kind("snap-", "InvalidSnapshotID.Malformed", "InvalidSnapshot.NotFound");
    private static final Kind VOLUME = new Kind("vol-", "InvalidVolumeID.Malformed", "InvalidVolume.NotFound");
    private static final Kind INSTANCE = new Kind("i-", "InvalidInstanceID.Malformed", "InvalidInstanceID.NotFound");
    private static final Kind GROUP = new Kind("sg-", "InvalidGroupId.Malformed", "InvalidGroup.NotFound");
    private static final Kind RULE =
            new Kind("sgr-", "InvalidSecurityGroupRuleId.Malformed", "InvalidSecurityGroupRuleId.NotFound");
    private static final Kind KEY = new Kind("key-", "InvalidID", "InvalidKeyPair.NotFound");
    private static final Kind VPC = new Kind("vpc-", "InvalidVpcID.Malformed", "InvalidVpcID.NotFound");
    private static final Kind SUBNET = new Kind("subnet-", "InvalidSubnetID.Malformed", "InvalidSubnetID.NotFound");
    private static final Kind GATEWAY =
            new Kind("igw-", "InvalidInternetGatewayId.Malformed", "InvalidInternetGatewayID.NotFound");
    private static final Kind ROUTE_TABLE =
            new Kind("rtb-", "InvalidRouteTableId.Malformed", "InvalidRouteTableID.NotFound");
    private static final Kind ASSOCIATION = new Kind("rtbassoc-", "InvalidID", "InvalidAssociationID.NotFound");
    private static final Kind ACL = new Kind("acl-", "InvalidNetworkAclId.Malformed", "InvalidNetworkAclID.NotFound");
    private static final Kind ACL_ASSOCIATION = new Kind("aclassoc-", "InvalidID", "InvalidAssociationID.NotFound");
    private static final Kind DHCP_OPTIONS =
            new Kind("dopt-", "InvalidDhcpOptionsId.Malformed", "InvalidDhcpOptionID.NotFound");
    private static final Kind REPLACE_TASK = new Kind(
            "replacevol-", "InvalidReplaceRootVolumeTaskId.Malformed", "InvalidReplaceRootVolumeTaskId.NotFound");
    private static final Kind TEMPLATE =
            new Kind("lt-", "InvalidLaunchTemplateId.Malformed", "InvalidLaunchTemplateId.NotFound");
    private static final Kind NIC = new Kind("eni-", "InvalidID", "InvalidNetworkInterfaceID.NotFound");
    private static final Kind SPOT =
            new Kind("sir-", "InvalidSpotInstanceRequestID.Malformed", "InvalidSpotInstanceRequestID.NotFound");
    private static final Kind ADDRESS = new Kind("eipalloc-", "InvalidID", "InvalidAllocationID.NotFound");
    private static final Kind ADDRESS_ASSOCIATION = new Kind("eipassoc-", "InvalidID", "InvalidAssociationID.NotFound");

    /** Where EC2 has no fault to tell: it leaves out what is not the caller's, or deletes what is not there. */
    private static final Set<String> PASSES = Set.of(
            "DescribeSnapshots SnapshotId.1: another account's",
            "DeleteKeyPair KeyPairId: nobody's",
            "DeleteKeyPair KeyPairId: another account's",
            "DeleteKeyPair KeyPairId: another region's",
            // Who may not see an image may still ask where its own resources name it.
            "DescribeImageReferences ImageId.1: nobody's",
            "DescribeImageReferences ImageId.1: another account's",
            "DescribeImageReferences ImageId.1: another region's",
            // What cannot be launched is told beside what was.
            "CreateFleet LaunchTemplateConfigs.1.Overrides.1.ImageId: nobody's",
            "CreateFleet LaunchTemplateConfigs.1.Overrides.1.SubnetId: nobody's",
            // What cannot be done to one of several is told beside it.
            "ModifyInstanceCreditSpecification InstanceCreditSpecification.1.InstanceId: no id",
            "ModifyInstanceCreditSpecification InstanceCreditSpecification.1.InstanceId: nobody's",
            "ModifyInstanceCreditSpecification InstanceCreditSpecification.1.InstanceId: another account's",
            "ModifyInstanceCreditSpecification InstanceCreditSpecification.1.InstanceId: another region's",
            // Where the source is, the request says.
            "CopyImage SourceImageId: another region's",
            "CopySnapshot SourceSnapshotId: another region's");

    /** Where EC2 has another word: what the owner alone may do, and ids that only have to agree with something. */
    private static final Map<String, String> OTHER_WORDS = Map.ofEntries(
            Map.entry("DescribeImageAttribute ImageId: another account's", "AuthFailure"),
            Map.entry("ResetImageAttribute ImageId: another account's", "AuthFailure"),
            Map.entry("DescribeSnapshotAttribute SnapshotId: another account's", "AuthFailure"),
            Map.entry("ResetSnapshotAttribute SnapshotId: another account's", "AuthFailure"),
            Map.entry("RunInstances ImageId: another account's", "AuthFailure"),
            Map.entry("RequestSpotInstances LaunchSpecification.ImageId: another account's", "AuthFailure"),
            // Its owner, who needs no permission.
            Map.entry("CancelImageLaunchPermission ImageId: another account's", "OperationNotPermitted"),
            // It could be one of another kind of gateway.
            Map.entry("CreateRoute GatewayId: no id", "InvalidGatewayID.NotFound"),
            Map.entry("CreateRoute GatewayId: nobody's", "InvalidGatewayID.NotFound"),
            Map.entry("ReplaceRoute GatewayId: no id", "InvalidGatewayID.NotFound"),
            Map.entry("ReplaceRoute GatewayId: nobody's", "InvalidGatewayID.NotFound"),
            Map.entry("CreateTags ResourceId.1: no id", "InvalidID"),
            Map.entry("DeleteTags ResourceId.1: no id", "InvalidID"),
            Map.entry("CreateSnapshots InstanceSpecification.ExcludeDataVolumeId.1: nobody's", "InvalidParameterValue"),
            Map.entry("DetachVolume InstanceId: nobody's", "InvalidAttachment.NotFound"),
            Map.entry(
                    "ModifyInstanceAttribute BlockDeviceMapping.1.Ebs.VolumeId: no id",
                    "InvalidInstanceAttributeValue"),
            Map.entry(
                    "ModifyInstanceAttribute BlockDeviceMapping.1.Ebs.VolumeId: nobody's",
                    "InvalidInstanceAttributeValue"),
            // The zone is looked at first, and is not in that region either.
            Map.entry("CreateVolume SnapshotId: another region's", "InvalidZone.NotFound"));

    /** What launches, and where it names the image. */
    private static final Map<String, String> LAUNCHES =
            Map.of("RunInstances", "ImageId", "RequestSpotInstances", "LaunchSpecification.ImageId");

    @TempDir(factory = QuickDirectory.class)
    private static Path directory;

    private static WholeService service;
    private static Fixtures fixtures;

    @BeforeAll
    static void open() throws Exception {
        service = new WholeService(directory);
        fixtures = new Fixtures(service);
    }

    @AfterAll
    static void close() throws Exception {
        service.close();
    }

    private record IdMember(String operation, String member, Kind kind, Map<String, String> request) {}

    /** What is called an id and is none of a resource of its own, or of EC2's: keys have names besides, see {@code KmsUseRows}. */
    private static final Set<String> NO_RESOURCE = Set.of(
            "KmsKeyId",
            "UserId",
            "AvailabilityZoneId",
            "DestinationAvailabilityZoneId",
            "ZoneId",
            "KernelId",
            "RamdiskId",
            "AttachmentId");

    /** An operation that takes an id and has no row with one is not tried below. */
    @Test
    void everyMemberThatIsAnIdIsTried() {
        Set<String> tried = members().values().stream()
                .map(member -> member.operation() + " " + member.member().replaceAll("\\.\\d+", ""))
                .collect(Collectors.toSet());
        assertThat(service.table().of(Service.EC2).stream()
                        .flatMap(operation -> RequestModel.leaves(
                                        Service.EC2, operation.draft().members())
                                .stream()
                                .filter(operation::isHonoured)
                                .filter(IdFaultsTest::isId)
                                .map(path -> operation.name() + " " + path))
                        .filter(member -> !tried.contains(member)))
                .isEmpty();
    }

    private static boolean isId(String path) {
        String name = path.substring(path.lastIndexOf('.') + 1);
        // What a template names is looked at when something is launched from it.
        return name.endsWith("Id") && !NO_RESOURCE.contains(name) && !path.startsWith("LaunchTemplateData.");
    }

    @TestFactory
    Stream<DynamicTest> everyIdIsLookedAt() {
        return members().values().stream()
                .flatMap(member -> Stream.of(
                        test(
                                member,
                                "no id",
                                "x",
                                WholeService.ALICE,
                                member.kind().malformed()),
                        test(
                                member,
                                "nobody's",
                                member.kind().prefix() + "0123456789abcdef0",
                                WholeService.ALICE,
                                member.kind().notFound()),
                        test(
                                member,
                                "another account's",
                                null,
                                WholeService.BOB,
                                member.kind().notFound()),
                        test(
                                member,
                                "another region's",
                                null,
                                ELSEWHERE,
                                member.kind().notFound())));
    }

    private static Map<String, IdMember> members() {
        Map<String, IdMember> members = new LinkedHashMap<>();
        for (Rows rows : HonouredMembersTest.all()) {
            for (Row row : rows.rows()) {
                row.request().forEach((member, value) -> {
                    Kind kind = kind(value);
                    if (kind != null) {
                        members.putIfAbsent(
                                row.operation() + " " + member,
                                new IdMember(row.operation(), member, kind, row.request()));
                    }
                });
            }
        }
        return members;
    }

    private static @Nullable Kind kind(String value) {
        String stands = Fixtures.kind(value);
        if (stands == null
                || stands.equals("cidr")
                || stands.equals("public-ip")
                || stands.equals("name")
                || stands.endsWith("name")) {
            return null;
        }
        return switch (stands) {
            case "latest-rule", "egress-rule", "rule" -> RULE;
            case "vpc", "own-vpc", "network", "gate-network" -> VPC;
            case "igw", "attached-igw", "latest-igw" -> GATEWAY;
            case "own-table", "public-table", "routed-table" -> ROUTE_TABLE;
            case "association" -> ASSOCIATION;
            case "own-acl", "filled-acl" -> ACL;
            case "acl-association" -> ACL_ASSOCIATION;
            case "dhcp-options" -> DHCP_OPTIONS;
            case "subnet", "own-subnet", "latest-subnet" -> SUBNET;
            case "nic", "free-nic" -> NIC;
            case "spot-request" -> SPOT;
            case "address", "used-address" -> ADDRESS;
            case "address-association" -> ADDRESS_ASSOCIATION;
            case "key" -> KEY;
            case "replace-task" -> REPLACE_TASK;
            case "snapshot-of-root" -> SNAPSHOT;
            case "template", "parameter-template" -> TEMPLATE;
            case "volume",
                    "larger-volume",
                    "modified-volume",
                    "recycled-volume",
                    "attached",
                    "latest-root",
                    "latest-data",
                    "outpost-volume" -> VOLUME;
            default ->
                stands.endsWith("image")
                        ? IMAGE
                        : stands.endsWith("snapshot") ? SNAPSHOT : stands.endsWith("group") ? GROUP : INSTANCE;
        };
    }

    private static DynamicTest test(
            IdMember member, String fault, @Nullable String value, Caller caller, String expected) {
        String name = member.operation() + " " + member.member() + ": " + fault;
        return DynamicTest.dynamicTest(name, () -> {
            String got = asked(member, value, caller);
            if (PASSES.contains(name)) {
                assertThat(got).isEmpty();
            } else if (OTHER_WORDS.containsKey(name)) {
                assertThat(got).isEqualTo(OTHER_WORDS.get(name));
            } else if (value == null) {
                // Whichever of the ids is looked at first.
                assertThat(member.request().values().stream()
                                .map(IdFaultsTest::kind)
                                .filter(java.util.Objects::nonNull)
                                .map(Kind::notFound))
                        .contains(got);
            } else {
                assertThat(got).isEqualTo(expected);
            }
        });
    }

    /** The code of the refusal; empty when there is none. */
    private static String asked(IdMember member, @Nullable String value, Caller caller) {
        Map<String, String> request = new LinkedHashMap<>(member.request());
        if (value != null) {
            request.put(member.member(), value);
        } else if (LAUNCHES.containsKey(member.operation())
                && !member.member().equals(LAUNCHES.get(member.operation()))) {
            // An image that everybody may launch, or it would be looked at first.
            request.put(LAUNCHES.getOrDefault(member.operation(), ""), "{public-image}");
        }
        Map<String, String> given = fixtures.made(request);
        try {
            var _ = fixtures.ask(caller, member.operation(), given);
            return "";
        } catch (ApiException refusal) {
            assertThat(refusal.code().httpStatus()).isBetween(400, 499);
            return refusal.code().wire();
        }
    }
}
