package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.instance.InstanceType;
import dev.origami.instance.InstanceType.Storage;
import dev.origami.instance.InstanceTypes;
import dev.origami.zone.Outpost;
import dev.origami.zone.Places;
import dev.origami.zone.Zone;
import dev.origami.zone.ZoneGroups;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypeOfferingsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypeOfferingsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesResponse;
import software.amazon.awssdk.services.ec2.model.DiskInfo;
import software.amazon.awssdk.services.ec2.model.InstanceStorageInfo;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.InstanceTypeOffering;

/** Instance types and where they are offered: everywhere (source section 3.5). */
public final class InstanceTypeApi {
    private static final PageRange TYPE_PAGES = PageRange.of(5, 100);
    private static final PageRange OFFERING_PAGES = PageRange.of(5, 1000);

    private final Database database;
    private final Places places;
    private final Paging paging;
    private final Filters<InstanceType> typeFilters;
    private final Filters<Offering> offeringFilters;

    private record Offering(String type, String location) {}

    InstanceTypeApi(Database database, Places places, Paging paging, ApiLimits limits) {
        this.database = database;
        this.places = places;
        this.paging = paging;
        this.offeringFilters = new Filters<Offering>(limits)
                .text("instance-type", Offering::type)
                .text("location", Offering::location);
        this.typeFilters = new Filters<InstanceType>(limits)
                .text("instance-type", InstanceType::name)
                .flag("current-generation", InstanceType::currentGeneration)
                .flag("free-tier-eligible", InstanceType::freeTier)
                .flag("bare-metal", type -> false)
                .flag("burstable-performance-supported", InstanceType::burstable)
                .flag("hibernation-supported", type -> false)
                .flag("auto-recovery-supported", type -> false)
                .flag("dedicated-hosts-supported", type -> false)
                .text("hypervisor", InstanceType::hypervisor)
                .flag("instance-storage-supported", type -> type.storage() != null)
                .texts("instance-storage-info.disk.count", type -> ofStorage(type, Storage::disks))
                .texts("instance-storage-info.disk.size-in-gb", type -> ofStorage(type, Storage::sizeGB))
                .texts("instance-storage-info.disk.type", type -> ofStorage(type, Storage::kind))
                .texts(
                        "instance-storage-info.total-size-in-gb",
                        type -> ofStorage(type, storage -> storage.disks() * storage.sizeGB()))
                .text("memory-info.size-in-mib", type -> Integer.toString(type.memoryMiB()))
                .text("vcpu-info.default-vcpus", type -> Integer.toString(type.vcpus()))
                .alias("vcpu-info.default-vcpus", "vcpu-info.default-cores")
                .text("vcpu-info.default-threads-per-core", type -> "1")
                .text("ebs-info.ebs-optimized-support", InstanceType::ebsOptimized)
                .text("ebs-info.encryption-support", type -> "supported")
                .text("ebs-info.nvme-support", type -> "unsupported")
                .text("network-info.ena-support", InstanceType::enaSupport)
                .text("network-info.maximum-network-interfaces", type -> Integer.toString(type.interfaces()))
                .flag("network-info.ipv6-supported", type -> false)
                .flag("network-info.efa-supported", type -> false)
                .text("nitro-tpm-support", InstanceType::tpmSupport)
                .texts("nitro-tpm-info.supported-versions", InstanceTypeApi::tpmVersions)
                .texts("processor-info.supported-architecture", InstanceType::architectures)
                .text("processor-info.sustained-clock-speed-in-ghz", type -> Double.toString(type.clockGHz()))
                .texts("supported-boot-mode", InstanceType::bootModes)
                .texts("supported-root-device-type", InstanceType::rootDeviceTypes)
                .text("supported-usage-class", type -> "on-demand")
                .texts("supported-virtualization-type", InstanceType::virtualizationTypes)
                .text("instance-storage-info.nvme-support", type -> type.storage() == null ? null : "unsupported")
                .text("network-info.ipv4-addresses-per-interface", type -> "1")
                .text("network-info.ipv6-addresses-per-interface", type -> "0")
                .text("network-info.maximum-network-cards", type -> "1")
                .text("nitro-enclaves-support", type -> "unsupported")
                .none("ebs-info.attachment-limit-type", "ebs-info.maximum-ebs-attachments")
                .none("ebs-info.ebs-optimized-info.baseline-bandwidth-in-mbps")
                .none("ebs-info.ebs-optimized-info.baseline-iops")
                .none("ebs-info.ebs-optimized-info.baseline-throughput-in-mbps")
                .none("ebs-info.ebs-optimized-info.maximum-bandwidth-in-mbps")
                .none("ebs-info.ebs-optimized-info.maximum-iops")
                .none("ebs-info.ebs-optimized-info.maximum-throughput-in-mbps")
                .none("instance-storage-info.encryption-support", "network-info.bandwidth-weightings")
                .none("network-info.efa-info.maximum-efa-interfaces", "network-info.flexible-ena-queues-support")
                .none("network-info.encryption-in-transit-supported", "network-info.network-performance")
                .none("processor-info.supported-features")
                .none("reboot-migration-support", "vcpu-info.valid-cores", "vcpu-info.valid-threads-per-core");
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2("DescribeInstanceTypes", DescribeInstanceTypesRequest::builder, this::describeTypes)
                .honours("InstanceType", "Filter.*", "MaxResults", "NextToken")
                // All types are offered in all regions.
                .harmless("IncludeUnsupportedInRegion", "true", "false"));
        table.add(Operation.ec2(
                        "DescribeInstanceTypeOfferings",
                        DescribeInstanceTypeOfferingsRequest::builder,
                        this::describeOfferings)
                .honours("LocationType", "Filter.*", "MaxResults", "NextToken"));
    }

    private DescribeInstanceTypesResponse describeTypes(Caller caller, DescribeInstanceTypesRequest request) {
        List<String> names = paging.ids(
                "instanceTypes", request.instanceTypesAsStrings(), request.maxResults(), Function.identity());
        String unknown = names.stream()
                .filter(name -> InstanceTypes.find(name).isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            throw new ApiException(
                    ErrorCode.INVALID_INSTANCE_TYPE,
                    "The following supplied instance types do not exist: [" + unknown + "]");
        }
        Predicate<InstanceType> matches = typeFilters.of(request.filters());
        List<InstanceType> found = InstanceTypes.all().stream()
                .filter(type -> names.isEmpty() || names.contains(type.name()))
                .filter(matches)
                .toList();
        Page<InstanceType> page =
                paging.page(caller, TYPE_PAGES, request.maxResults(), request.nextToken(), found, InstanceType::name);
        return DescribeInstanceTypesResponse.builder()
                .instanceTypes(page.items().stream().map(InstanceTypeApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private DescribeInstanceTypeOfferingsResponse describeOfferings(
            Caller caller, DescribeInstanceTypeOfferingsRequest request) {
        String locationType = request.locationTypeAsString() == null ? "region" : request.locationTypeAsString();
        List<Zone> zones = database.read(sql -> ZoneGroups.usable(sql, caller.account(), caller.region()));
        List<String> locations = switch (locationType) {
            case "region" -> List.of(caller.region().name());
            case "availability-zone" -> zones.stream().map(Zone::name).toList();
            case "availability-zone-id" -> zones.stream().map(Zone::id).toList();
            case "outpost" ->
                places.outposts(caller.account(), caller.region()).stream()
                        .map(Outpost::arn)
                        .toList();
            default -> throw ApiException.invalidValue("LocationType", locationType, "There is no such location type.");
        };
        List<Offering> found = InstanceTypes.all().stream()
                .flatMap(type -> locations.stream().map(location -> new Offering(type.name(), location)))
                .filter(offeringFilters.of(request.filters()))
                .toList();
        Page<Offering> page = paging.page(
                caller,
                OFFERING_PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                offering -> offering.type() + " " + offering.location());
        return DescribeInstanceTypeOfferingsResponse.builder()
                .instanceTypeOfferings(page.items().stream()
                        .map(offering -> InstanceTypeOffering.builder()
                                .instanceType(offering.type())
                                .locationType(locationType)
                                .location(offering.location())
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static List<String> tpmVersions(InstanceType type) {
        return type.tpmSupport().equals("supported") ? List.of("2.0") : List.of();
    }

    private static List<String> ofStorage(InstanceType type, Function<Storage, Object> value) {
        Storage storage = type.storage();
        return storage == null ? List.of() : List.of(value.apply(storage).toString());
    }

    private static InstanceTypeInfo wire(InstanceType type) {
        Storage storage = type.storage();
        var wire = InstanceTypeInfo.builder()
                .instanceType(type.name())
                .currentGeneration(type.currentGeneration())
                .freeTierEligible(type.freeTier())
                .supportedUsageClassesWithStrings("on-demand")
                .supportedRootDeviceTypesWithStrings(type.rootDeviceTypes())
                .supportedVirtualizationTypesWithStrings(type.virtualizationTypes())
                .bareMetal(false)
                .hypervisor(type.hypervisor())
                .processorInfo(info -> info.supportedArchitecturesWithStrings(type.architectures())
                        .sustainedClockSpeedInGhz(type.clockGHz()))
                .vCpuInfo(info -> info.defaultVCpus(type.vcpus())
                        .defaultCores(type.vcpus())
                        .defaultThreadsPerCore(1))
                .memoryInfo(info -> info.sizeInMiB((long) type.memoryMiB()))
                .instanceStorageSupported(storage != null)
                .ebsInfo(info -> info.ebsOptimizedSupport(type.ebsOptimized())
                        .encryptionSupport("supported")
                        .nvmeSupport("unsupported"))
                .networkInfo(info -> info.enaSupport(type.enaSupport())
                        .maximumNetworkInterfaces(type.interfaces())
                        .maximumNetworkCards(1)
                        .defaultNetworkCardIndex(0)
                        .ipv4AddressesPerInterface(1)
                        .ipv6AddressesPerInterface(0)
                        .ipv6Supported(false)
                        .efaSupported(false))
                .supportedBootModesWithStrings(type.bootModes())
                .nitroTpmSupport(type.tpmSupport())
                .nitroTpmInfo(tpm -> tpm.supportedVersions(tpmVersions(type)))
                .nitroEnclavesSupport("unsupported")
                .autoRecoverySupported(false)
                .hibernationSupported(false)
                .burstablePerformanceSupported(type.burstable())
                .dedicatedHostsSupported(false);
        if (storage != null) {
            wire.instanceStorageInfo(InstanceStorageInfo.builder()
                    .totalSizeInGB((long) storage.disks() * storage.sizeGB())
                    .nvmeSupport("unsupported")
                    .disks(DiskInfo.builder()
                            .count(storage.disks())
                            .sizeInGB((long) storage.sizeGB())
                            .type(storage.kind())
                            .build())
                    .build());
        }
        return wire.build();
    }
}
