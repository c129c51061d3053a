package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.config.InstanceLimits;
import dev.origami.database.Database;
import dev.origami.database.DryRun;
import dev.origami.error.ApiException;
import dev.origami.id.InstanceId;
import dev.origami.id.ReservationId;
import dev.origami.id.SpotRequestId;
import dev.origami.instance.HostCapacity;
import dev.origami.instance.Instance;
import dev.origami.instance.Instances;
import dev.origami.instance.SpotRequest;
import dev.origami.instance.SpotRequests;
import dev.origami.instance.SpotWish;
import dev.origami.operation.LaunchRequest;
import dev.origami.operation.RunInstances;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CancelSpotInstanceRequestsRequest;
import software.amazon.awssdk.services.ec2.model.CancelSpotInstanceRequestsResponse;
import software.amazon.awssdk.services.ec2.model.CancelledSpotInstanceRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSpotInstanceRequestsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSpotInstanceRequestsResponse;
import software.amazon.awssdk.services.ec2.model.RequestSpotInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RequestSpotInstancesResponse;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.SpotInstanceRequest;

/** Requests for Spot Instances: each is fulfilled at once, or refused. */
final class SpotRequestApi {
    private static final PageRange PAGES = PageRange.of(5, 1000);
    private static final String PRODUCT = "Linux/UNIX";

    private final Database database;
    private final InstantSource clock;
    private final RunInstances runInstances;
    private final Supplier<HostCapacity> host;
    private final Instances instances;
    private final InstanceView.Source views;
    private final LaunchReader reader;
    private final Tags tags;
    private final Paging paging;
    private final ClientTokens clientTokens;
    private final Filters<View> filters;

    private record View(SpotRequest request, InstanceView of, List<Tag> tags) {
        Instance instance() {
            return of.instance();
        }
    }

    SpotRequestApi(
            Database database,
            InstantSource clock,
            RunInstances runInstances,
            Supplier<HostCapacity> host,
            InstanceView.Source views,
            Tags tags,
            Paging paging,
            ClientTokens clientTokens,
            ApiLimits limits,
            InstanceLimits instanceLimits) {
        this.database = database;
        this.clock = clock;
        this.runInstances = runInstances;
        this.host = host;
        this.instances = views.instances();
        this.views = views;
        this.reader = new LaunchReader(tags, instanceLimits);
        this.tags = tags;
        this.paging = paging;
        this.clientTokens = clientTokens;
        this.filters = new Filters<View>(limits)
                .text("spot-instance-request-id", view -> view.request().id().value())
                .text("instance-id", view -> view.instance().id().value())
                .text("state", view -> view.request().state().wire())
                .text("status-code", view -> view.request().status().code())
                .text("status-message", view -> view.request().status().message())
                .text("type", view -> SpotReader.type(view.request().wish()))
                .text(
                        "spot-price",
                        view -> view.request().price(view.instance().type()).toPlainString())
                .text("create-time", view -> WireTime.text(view.request().createTime()))
                .text("product-description", view -> PRODUCT)
                .text("launched-availability-zone", view -> view.instance().zone())
                .text("launch.image-id", view -> view.instance().image().image().value())
                .text("launch.instance-type", view -> view.instance().settings().type())
                .tags(View::tags);
    }

    void addTo(OperationTable table) {
        String launch = "LaunchSpecification.";
        table.add(Operation.ec2("RequestSpotInstances", RequestSpotInstancesRequest::builder, this::request)
                .honours("SpotPrice", "InstanceCount", "Type", "InstanceInterruptionBehavior")
                .honours("TagSpecification.*", "ClientToken")
                .honours(launch + "ImageId", launch + "InstanceType", launch + "KeyName", launch + "UserData")
                .honours(launch + "SecurityGroupId", launch + "SecurityGroup", launch + "SubnetId")
                .honours(launch + "Placement.AvailabilityZone", launch + "EbsOptimized", launch + "Monitoring.Enabled")
                .honours(launch + "BlockDeviceMapping.DeviceName", launch + "BlockDeviceMapping.NoDevice")
                .honours(launch + "BlockDeviceMapping.VirtualName")
                .honours(
                        launch + "BlockDeviceMapping.Ebs.SnapshotId",
                        launch + "BlockDeviceMapping.Ebs.VolumeSize",
                        launch + "BlockDeviceMapping.Ebs.VolumeType",
                        launch + "BlockDeviceMapping.Ebs.Iops",
                        launch + "BlockDeviceMapping.Ebs.Throughput",
                        launch + "BlockDeviceMapping.Ebs.DeleteOnTermination",
                        launch + "BlockDeviceMapping.Ebs.Encrypted",
                        launch + "BlockDeviceMapping.Ebs.KmsKeyId")
                .honours(
                        launch + "NetworkInterface.SubnetId",
                        launch + "NetworkInterface.SecurityGroupId",
                        launch + "NetworkInterface.AssociatePublicIpAddress",
                        launch + "NetworkInterface.Description",
                        launch + "NetworkInterface.NetworkInterfaceId",
                        launch + "NetworkInterface.PrivateIpAddress",
                        launch + "NetworkInterface.DeleteOnTermination")
                .harmless(launch + "NetworkInterface.DeviceIndex", "0")
                .harmless(launch + "Placement.Tenancy", "default"));
        table.add(Operation.ec2(
                        "DescribeSpotInstanceRequests", DescribeSpotInstanceRequestsRequest::builder, this::describe)
                .honours("SpotInstanceRequestId", "Filter.*", "MaxResults", "NextToken"));
        table.add(Operation.ec2("CancelSpotInstanceRequests", CancelSpotInstanceRequestsRequest::builder, this::cancel)
                .requires("SpotInstanceRequestId"));
    }

    private RequestSpotInstancesResponse request(Caller caller, RequestSpotInstancesRequest request) {
        RunInstancesRequest launch = launch(request);
        SpotWish wish = SpotReader.terms(
                request.typeAsString(),
                request.instanceInterruptionBehaviorAsString(),
                SpotReader.price("SpotPrice", request.spotPrice()));
        // It is the request that is tagged, and not what it launches.
        List<Tag> _ = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(SpotRequests.RESOURCE_TYPE))
                .of(SpotRequests.RESOURCE_TYPE);
        @Nullable HostCapacity capacity = DryRun.isBound() ? null : host.get();
        String reservation = clientTokens.once(database, caller, request.clientToken(), transaction -> {
            LaunchRequest read = reader.read(ImageParameter.resolved(transaction.sql(), caller, launch), List.of())
                    .of(wish);
            return runInstances.submit(transaction, caller, read, capacity).value();
        });
        List<View> made = database.read(
                sql -> views(sql, caller, instances.launched(sql, caller, new ReservationId(reservation))));
        return RequestSpotInstancesResponse.builder()
                .spotInstanceRequests(made.stream().map(SpotRequestApi::wire).toList())
                .build();
    }

    /** The launch that fulfils a request: in both, everything has the same names. */
    private static RunInstancesRequest launch(RequestSpotInstancesRequest request) {
        if (request.launchSpecification() == null) {
            throw ApiException.missing("LaunchSpecification");
        }
        int count = request.instanceCount() == null ? 1 : request.instanceCount();
        return TemplateData.of(request.launchSpecification())
                .under(RunInstancesRequest.builder()
                        .minCount(count)
                        .maxCount(count)
                        .tagSpecifications(request.tagSpecifications())
                        .build());
    }

    private DescribeSpotInstanceRequestsResponse describe(Caller caller, DescribeSpotInstanceRequestsRequest request) {
        List<SpotRequestId> ids = paging.ids(
                "spotInstanceRequestIdsSet",
                request.spotInstanceRequestIds(),
                request.maxResults(),
                SpotRequestId::parse);
        List<View> found = database.read(sql -> {
            List<SpotRequest> wanted = ids.isEmpty()
                    ? SpotRequests.all(sql, caller)
                    : ids.stream()
                            .map(id -> SpotRequests.require(sql, caller, id))
                            .toList();
            List<InstanceId> of = wanted.stream().map(SpotRequest::instance).toList();
            return of.isEmpty() ? List.of() : views(sql, caller, instances.requireOwned(sql, caller, of));
        });
        Page<View> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found.stream().filter(filters.of(request.filters())).toList(),
                view -> view.request().id().value());
        return DescribeSpotInstanceRequestsResponse.builder()
                .spotInstanceRequests(
                        page.items().stream().map(SpotRequestApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private CancelSpotInstanceRequestsResponse cancel(Caller caller, CancelSpotInstanceRequestsRequest request) {
        List<SpotRequestId> ids = request.spotInstanceRequestIds().stream()
                .map(SpotRequestId::parse)
                .toList();
        List<SpotRequest> cancelled = database.write(transaction -> ids.stream()
                .map(id -> SpotRequests.cancel(transaction, caller, id, clock.instant()))
                .toList());
        return CancelSpotInstanceRequestsResponse.builder()
                .cancelledSpotInstanceRequests(cancelled.stream()
                        .map(one -> CancelledSpotInstanceRequest.builder()
                                .spotInstanceRequestId(one.id().value())
                                .state(one.state().wire())
                                .build())
                        .toList())
                .build();
    }

    private List<View> views(Handle sql, Caller caller, List<Instance> some) {
        List<InstanceView> of = views.of(sql, caller, some);
        Map<String, List<Tag>> byId = tags.of(
                sql,
                caller,
                of.stream()
                        .flatMap(view -> view.spot().stream())
                        .map(SpotRequest::id)
                        .toList());
        return of.stream()
                .flatMap(view -> view.spot().stream()
                        .map(spot ->
                                new View(spot, view, byId.getOrDefault(spot.id().value(), List.of()))))
                .sorted(Comparator.comparing(view -> view.request().id().value()))
                .toList();
    }

    private static SpotInstanceRequest wire(View view) {
        SpotRequest request = view.request();
        Instance instance = view.instance();
        return SpotInstanceRequest.builder()
                .spotInstanceRequestId(request.id().value())
                .instanceId(instance.id().value())
                .state(request.state().wire())
                .status(status -> status.code(request.status().code())
                        .message(request.status().message())
                        .updateTime(request.statusTime()))
                .type(SpotReader.type(request.wish()))
                .instanceInterruptionBehavior(SpotReader.interruption(request.wish()))
                .spotPrice(request.price(instance.type()).toPlainString())
                .createTime(request.createTime())
                .productDescription(PRODUCT)
                .launchedAvailabilityZone(instance.zone())
                .launchSpecification(launch -> launch.imageId(
                                instance.image().image().value())
                        .instanceType(instance.settings().type())
                        .keyName(instance.keyName())
                        .ebsOptimized(instance.settings().devices().ebsOptimized())
                        .monitoring(monitoring ->
                                monitoring.enabled(instance.settings().monitoring()))
                        .placement(placement -> placement.availabilityZone(instance.zone()))
                        .subnetId(
                                view.of().nic().map(nic -> nic.subnet().value()).orElse(null))
                        .securityGroups(InstanceWire.groups(view.of().groups())))
                .tags(TagSpecifications.write(view.tags()))
                .build();
    }
}
