package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.api.Answer;
import dev.origami.api.Operation;
import dev.origami.api.Service;
import dev.origami.command.WholeService;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The filters of every operation that has some (source section 4.5 and appendix B): each is known, finds what it should
 * by the whole value and by a pattern, and nothing by another value. They are in {@code filters.tsv}.
 */
class FiltersTest {
    @TempDir(factory = QuickDirectory.class)
    private static Path directory;

    private static WholeService service;

    /** What one operation lists, and how: one of it is told by a filter, or by a member. */
    private record Listing(String operation, String item, String idFilter, String id, Map<String, String> filters) {}

    private static final List<Listing> LISTINGS = new ArrayList<>();

    @BeforeAll
    static void open() throws Exception {
        service = new WholeService(directory);
        Fixtures fixtures = new Fixtures(service);
        String[] launch = {
            "ImageId",
            fixtures.fresh("image"),
            "InstanceType",
            "t3.micro",
            "MinCount",
            "1",
            "MaxCount",
            "1",
            "KeyName",
            fixtures.fresh("keyname"),
            "ClientToken",
            "a-token",
            "NetworkInterface.1.Description",
            "of a test",
            "NetworkInterface.1.SubnetId",
            fixtures.fresh("subnet"),
            "TagSpecification.1.ResourceType",
            "instance",
            "TagSpecification.1.Tag.1.Key",
            "colour",
            "TagSpecification.1.Tag.1.Value",
            "red"
        };
        String instance = service.ask("RunInstances", launch).text("instancesSet/item/instanceId");
        service.settle();
        String task = service.ask("CreateReplaceRootVolumeTask", "InstanceId", instance)
                .text("replaceRootVolumeTask/replaceRootVolumeTaskId");
        service.settle();
        Map<String, String> ids = new HashMap<>();
        ids.put("image", fixtures.fresh("tagged-image"));
        ids.put("template", template(fixtures.fresh("image")));
        ids.put("instance", instance);
        ids.put("snapshot", snapshot(fixtures));
        ids.put("volume", fixtures.fresh("attached"));
        ids.put("modified", fixtures.fresh("modified-volume"));
        ids.put("group", fixtures.fresh("open-group"));
        ids.put("rule", fixtures.fresh("latest-rule"));
        ids.put("spot", fixtures.fresh("spot-request"));
        ids.put("key", fixtures.fresh("key"));
        ids.put("vpc", fixtures.fresh("vpc"));
        ids.put("subnet", fixtures.fresh("subnet"));
        ids.put("igw", fixtures.fresh("attached-igw"));
        ids.put("table", fixtures.fresh("associated-table"));
        ids.put("acl", fixtures.fresh("used-acl"));
        ids.put("dhcp", fixtures.fresh("dhcp-options"));
        ids.put("nic", interfaceOf(instance));
        ids.put("task", task);
        for (String kind : List.of(
                "snapshot",
                "volume",
                "group",
                "rule",
                "spot",
                "key",
                "vpc",
                "subnet",
                "igw",
                "table",
                "acl",
                "dhcp",
                "nic")) {
            var _ = service.ask(
                    "CreateTags", "ResourceId.1", id(ids, kind), "Tag.1.Key", "colour", "Tag.1.Value", "red");
        }
        ids.put("address", fixtures.fresh("address"));
        var _ = service.ask(
                "CreateTags", "ResourceId.1", id(ids, "address"), "Tag.1.Key", "colour", "Tag.1.Value", "red");
        ids.put(
                "association",
                service.ask("AssociateAddress", "AllocationId", id(ids, "address"), "InstanceId", instance)
                        .text("associationId"));
        var _ = service.ask("ModifyImageAttribute", "ImageId", id(ids, "image"), "Description.Value", "of a test");
        var _ = service.ask(
                "LockSnapshot", "SnapshotId", id(ids, "snapshot"), "LockMode", "governance", "LockDuration", "1");
        var _ = service.ask("EnableAllowedImagesSettings", "AllowedImagesSettingsState", "audit-mode");
        read(ids);
    }

    private static String snapshot(Fixtures fixtures) {
        return service.ask(
                        "CopySnapshot",
                        "SourceRegion",
                        "eu-west-1",
                        "SourceSnapshotId",
                        fixtures.fresh("block-snapshot"),
                        "Description",
                        "of a test")
                .text("snapshotId");
    }

    /** Says of everything that there is a filter for. */
    private static String template(String image) {
        String[] members = {
            "LaunchTemplateName",
            "of-a-test",
            "TagSpecification.1.ResourceType",
            "launch-template",
            "TagSpecification.1.Tag.1.Key",
            "colour",
            "TagSpecification.1.Tag.1.Value",
            "red",
            "LaunchTemplateData.ImageId",
            image,
            "LaunchTemplateData.InstanceType",
            "t3.micro",
            "LaunchTemplateData.EbsOptimized",
            "true",
            "LaunchTemplateData.MetadataOptions.HttpEndpoint",
            "enabled",
            "LaunchTemplateData.MetadataOptions.HttpTokens",
            "required",
            "LaunchTemplateData.NetworkInterface.1.NetworkCardIndex",
            "0"
        };
        return service.ask("CreateLaunchTemplate", members).text("launchTemplate/launchTemplateId");
    }

    private static String interfaceOf(String instance) {
        return service.ask(
                        "DescribeNetworkInterfaces",
                        "Filter.1.Name",
                        "attachment.instance-id",
                        "Filter.1.Value.1",
                        instance)
                .text("networkInterfaceSet/item/networkInterfaceId");
    }

    private static String id(Map<String, String> ids, String kind) {
        return ids.getOrDefault(kind, kind);
    }

    @AfterAll
    static void close() throws Exception {
        service.close();
    }

    /** A line without a tab begins an operation; others are a filter and what it finds, or @ and where that stands, or # and what was made. */
    private static void read(Map<String, String> ids) throws IOException {
        try (InputStream file = FiltersTest.class.getResourceAsStream("filters.tsv")) {
            if (file == null) {
                throw new IOException("no filters.tsv");
            }
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                String[] words = line.split(line.startsWith("\t") ? "\t" : " ", -1);
                if (line.startsWith("\t")) {
                    String what = words.length > 2 ? words[2] : "";
                    LISTINGS.getLast()
                            .filters()
                            .put(words[1], what.startsWith("#") ? id(ids, what.substring(1)) : what);
                } else if (!line.isBlank()) {
                    LISTINGS.add(new Listing(words[0], words[1], words[2], id(ids, words[3]), new LinkedHashMap<>()));
                }
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> everyFilterFindsWhatItShould() {
        return LISTINGS.stream()
                .flatMap(listing -> listing.filters().entrySet().stream()
                        .map(filter -> DynamicTest.dynamicTest(
                                listing.operation() + " " + filter.getKey(),
                                () -> finds(listing, filter.getKey(), filter.getValue()))));
    }

    private static void finds(Listing listing, String filter, String where) {
        assertThat(count(listing, filter, "no such value")).isZero();
        if (where.isEmpty()) {
            assertThat(count(listing, filter, "*")).as("nothing here has it").isZero();
            return;
        }
        String value = where.startsWith("@") ? found(listing).text(listing.item() + "/" + where.substring(1)) : where;
        assertThat(value).isNotEmpty();
        assertThat(count(listing, filter, value)).isEqualTo(1);
        assertThat(count(listing, filter, value.substring(0, value.length() - 1) + "*"))
                .isEqualTo(1);
        assertThat(count(listing, filter, "?" + value.substring(1))).isEqualTo(1);
        if (!value.equals(value.toUpperCase(java.util.Locale.ROOT))) {
            assertThat(count(listing, filter, value.toUpperCase(java.util.Locale.ROOT)))
                    .as("other case")
                    .isZero();
        }
    }

    private static Answer found(Listing listing) {
        return service.ask(listing.operation(), one(listing).toArray(String[]::new));
    }

    private static List<String> one(Listing listing) {
        if (listing.idFilter().contains("&")) {
            String[] words = listing.idFilter().split("[=&]", -1);
            return List.of(words[0], words[1], words[2], listing.id());
        }
        return Character.isUpperCase(listing.idFilter().charAt(0))
                ? List.of(listing.idFilter(), listing.id())
                : List.of("Filter.1.Name", listing.idFilter(), "Filter.1.Value.1", listing.id());
    }

    private static int count(Listing listing, String filter, String value) {
        List<String> members = new ArrayList<>(one(listing));
        members.addAll(List.of("Filter.2.Name", filter, "Filter.2.Value.1", "neither", "Filter.2.Value.2", value));
        return service.ask(listing.operation(), members.toArray(String[]::new))
                .texts(listing.item())
                .size();
    }

    @TestFactory
    Stream<DynamicTest> anUnknownFilterIsRefused() {
        return LISTINGS.stream()
                .map(listing -> DynamicTest.dynamicTest(
                        listing.operation(),
                        () -> assertThatThrownBy(() -> count(listing, "no-such-filter", "x"))
                                .isInstanceOfSatisfying(ApiException.class, refusal -> {
                                    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
                                    assertThat(refusal.text()).isEqualTo("The filter 'no-such-filter' is invalid");
                                })));
    }

    @Test
    void everyOperationWithFiltersIsHere() {
        List<String> withFilters = service.table().of(Service.EC2).stream()
                .filter(operation -> operation.isHonoured("Filter.Name"))
                .map(Operation::name)
                .toList();
        assertThat(LISTINGS).extracting(Listing::operation).hasSameElementsAs(withFilters);
    }
}
