package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AllocationId;
import dev.origami.id.AssociationId;
import dev.origami.id.InstanceId;
import dev.origami.id.NetworkInterfaceId;
import dev.origami.network.ElasticAddress;
import dev.origami.network.ElasticAddress.Association;
import dev.origami.network.ElasticAddresses;
import dev.origami.network.Ipv4;
import dev.origami.network.NetworkInterface;
import dev.origami.network.NetworkInterfaces;
import dev.origami.operation.ElasticIps;
import dev.origami.tag.Tag;
import dev.origami.tag.TaggedKind;
import dev.origami.tag.Tags;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.AddressAttribute;
import software.amazon.awssdk.services.ec2.model.AllocateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;
import software.amazon.awssdk.services.ec2.model.AssociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateAddressResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressResponse;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressResponse;

/** Elastic IP addresses: public addresses that an account keeps, and gives to its instances. */
public final class AddressApi {
    private static final String RESOURCE_TYPE = "elastic-ip";
    private static final String DOMAIN = "vpc";
    private static final String POOL = "amazon";
    private static final PageRange PAGES = PageRange.of(1, 1000);

    private final Database database;
    private final ElasticAddresses addresses;
    private final NetworkInterfaces interfaces;
    private final ElasticIps elasticIps;
    private final Tags tags;
    private final Paging paging;
    private final Filters<View> filters;

    private record View(ElasticAddress address, @Nullable NetworkInterface nic, List<Tag> tags) {
        @Nullable
        Association association() {
            return address.association();
        }
    }

    public AddressApi(
            Database database,
            ElasticAddresses addresses,
            NetworkInterfaces interfaces,
            ElasticIps elasticIps,
            Tags tags,
            Paging paging,
            ApiLimits limits) {
        this.database = database;
        this.addresses = addresses;
        this.interfaces = interfaces;
        this.elasticIps = elasticIps;
        this.tags = tags;
        this.paging = paging;
        this.filters = new Filters<View>(limits)
                .text("allocation-id", view -> view.address().id().value())
                .text("public-ip", view -> view.address().address().toString())
                .text("domain", view -> DOMAIN)
                .text("network-border-group", view -> view.address().border())
                .texts("association-id", AddressApi::associationId)
                .texts("instance-id", AddressApi::instanceId)
                .texts("network-interface-id", ofNic(nic -> nic.id().value()))
                .texts("network-interface-owner-id", ofNic(nic -> nic.account().value()))
                .texts("private-ip-address", ofNic(nic -> nic.privateAddress().toString()))
                .tags(View::tags);
    }

    private static List<String> instanceId(View view) {
        NetworkInterface nic = view.nic();
        InstanceId instance = nic == null ? null : nic.instance();
        return instance == null ? List.of() : List.of(instance.value());
    }

    private static List<String> associationId(View view) {
        Association association = view.association();
        return association == null ? List.of() : List.of(association.id().value());
    }

    private static Function<View, List<String>> ofNic(Function<NetworkInterface, String> text) {
        return view -> Stream.ofNullable(view.nic()).map(text).toList();
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2("AllocateAddress", AllocateAddressRequest::builder, this::allocate)
                .honours("NetworkBorderGroup", "TagSpecification.*")
                .harmless("Domain", DOMAIN)
                .harmless("PublicIpv4Pool", POOL));
        table.add(Operation.ec2("ReleaseAddress", ReleaseAddressRequest::builder, this::release)
                .requires("AllocationId")
                .honours("NetworkBorderGroup"));
        table.add(Operation.ec2("AssociateAddress", AssociateAddressRequest::builder, this::associate)
                .requires("AllocationId")
                .honours("InstanceId", "NetworkInterfaceId", "PrivateIpAddress", "AllowReassociation"));
        table.add(Operation.ec2("DisassociateAddress", DisassociateAddressRequest::builder, this::disassociate)
                .requires("AssociationId"));
        table.add(Operation.ec2("DescribeAddresses", DescribeAddressesRequest::builder, this::describe)
                .honours("AllocationId", "PublicIp", "Filter.*"));
        table.add(Operation.ec2(
                        "DescribeAddressesAttribute", DescribeAddressesAttributeRequest::builder, this::describeNames)
                .honours("AllocationId", "MaxResults", "NextToken")
                .harmless("Attribute", "domain-name"));
    }

    /** Makes known that these can be tagged. */
    void addTo(Tags kinds) {
        kinds.register(new TaggedKind(AllocationId.PREFIX, RESOURCE_TYPE, (sql, caller, id) -> {
            var _ = addresses.require(sql, caller, AllocationId.parse(id));
        }));
    }

    private AllocateAddressResponse allocate(Caller caller, AllocateAddressRequest request) {
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE))
                .of(RESOURCE_TYPE);
        ElasticAddress address = database.write(transaction -> {
            ElasticAddress allocated = addresses.allocate(transaction, caller, request.networkBorderGroup());
            tags.attach(transaction, caller, RESOURCE_TYPE, allocated.id(), given);
            return allocated;
        });
        return AllocateAddressResponse.builder()
                .allocationId(address.id().value())
                .publicIp(address.address().toString())
                .domain(DOMAIN)
                .publicIpv4Pool(POOL)
                .networkBorderGroup(address.border())
                .build();
    }

    private ReleaseAddressResponse release(Caller caller, ReleaseAddressRequest request) {
        AllocationId id = AllocationId.parse(request.allocationId());
        database.writing(transaction -> {
            addresses.release(
                    transaction, addresses.require(transaction.sql(), caller, id), request.networkBorderGroup());
            tags.forget(transaction, id);
        });
        return ReleaseAddressResponse.builder().build();
    }

    private AssociateAddressResponse associate(Caller caller, AssociateAddressRequest request) {
        AssociationId id = elasticIps.associate(
                caller,
                new ElasticIps.Wish(
                        AllocationId.parse(request.allocationId()),
                        request.instanceId() == null ? null : InstanceId.parse(request.instanceId()),
                        request.networkInterfaceId() == null
                                ? null
                                : NetworkInterfaceId.parse(request.networkInterfaceId()),
                        request.privateIpAddress() == null ? null : Ipv4.parse(request.privateIpAddress()),
                        // As on EC2, it is refused only where that is asked for.
                        !Boolean.FALSE.equals(request.allowReassociation())));
        return AssociateAddressResponse.builder().associationId(id.value()).build();
    }

    private DisassociateAddressResponse disassociate(Caller caller, DisassociateAddressRequest request) {
        elasticIps.disassociate(caller, AssociationId.parse(request.associationId()));
        return DisassociateAddressResponse.builder().build();
    }

    private DescribeAddressesResponse describe(Caller caller, DescribeAddressesRequest request) {
        List<AllocationId> ids =
                request.allocationIds().stream().map(AllocationId::parse).toList();
        List<Ipv4> ips = request.publicIps().stream().map(Ipv4::parse).toList();
        List<View> all = database.read(sql -> {
            ids.forEach(id -> addresses.require(sql, caller, id));
            return views(sql, caller);
        });
        for (Ipv4 ip : ips) {
            if (all.stream().noneMatch(view -> view.address().address().equals(ip))) {
                throw new ApiException(ErrorCode.INVALID_ADDRESS_NOT_FOUND, "Address '" + ip + "' not found.");
            }
        }
        return DescribeAddressesResponse.builder()
                .addresses(all.stream()
                        .filter(view ->
                                ids.isEmpty() || ids.contains(view.address().id()))
                        .filter(view ->
                                ips.isEmpty() || ips.contains(view.address().address()))
                        .filter(filters.of(request.filters()))
                        .map(AddressApi::wire)
                        .toList())
                .build();
    }

    /** Which names the addresses have that somebody looks up: none here, since they are the host's own. */
    private DescribeAddressesAttributeResponse describeNames(Caller caller, DescribeAddressesAttributeRequest request) {
        List<AllocationId> ids =
                paging.ids("allocationIdsSet", request.allocationIds(), request.maxResults(), AllocationId::parse);
        List<ElasticAddress> found = database.read(sql -> ids.isEmpty()
                ? addresses.all(sql, caller)
                : ids.stream().map(id -> addresses.require(sql, caller, id)).toList());
        Page<ElasticAddress> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                address -> address.id().value());
        return DescribeAddressesAttributeResponse.builder()
                .addresses(page.items().stream()
                        .map(address -> AddressAttribute.builder()
                                .publicIp(address.address().toString())
                                .allocationId(address.id().value())
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private List<View> views(Handle sql, Caller caller) {
        List<ElasticAddress> all = addresses.all(sql, caller);
        Map<NetworkInterfaceId, NetworkInterface> nics = interfaces.all(sql, caller).stream()
                .collect(Collectors.toMap(NetworkInterface::id, Function.identity()));
        Map<String, List<Tag>> byId =
                tags.of(sql, caller, all.stream().map(ElasticAddress::id).toList());
        return all.stream()
                .map(address -> {
                    Association association = address.association();
                    return new View(
                            address,
                            association == null ? null : nics.get(association.nic()),
                            byId.getOrDefault(address.id().value(), List.of()));
                })
                .toList();
    }

    private static Address wire(View view) {
        ElasticAddress address = view.address();
        Address.Builder wire = Address.builder()
                .allocationId(address.id().value())
                .publicIp(address.address().toString())
                .domain(DOMAIN)
                .publicIpv4Pool(POOL)
                .networkBorderGroup(address.border())
                .tags(TagSpecifications.write(view.tags()));
        Association association = view.association();
        NetworkInterface nic = view.nic();
        if (association != null && nic != null) {
            InstanceId instance = nic.instance();
            wire.associationId(association.id().value())
                    .networkInterfaceId(nic.id().value())
                    .networkInterfaceOwnerId(nic.account().value())
                    .privateIpAddress(nic.privateAddress().toString())
                    .instanceId(instance == null ? null : instance.value());
        }
        return wire.build();
    }
}
