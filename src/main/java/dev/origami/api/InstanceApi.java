package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.config.InstanceLimits;
import dev.origami.database.Database;
import dev.origami.database.DryRun;
import dev.origami.database.Filter;
import dev.origami.database.PageWanted;
import dev.origami.database.Slice;
import dev.origami.id.InstanceId;
import dev.origami.id.ReservationId;
import dev.origami.instance.HostCapacity;
import dev.origami.instance.Instance;
import dev.origami.operation.LaunchRequest;
import dev.origami.operation.RunInstances;
import dev.origami.tag.Tags;
import dev.origami.template.LaunchTemplates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesResponse;

/** RunInstances, DescribeInstances (source section 3). */
public final class InstanceApi {
    private static final PageRange PAGES = PageRange.of(5, 1000);

    private final Database database;
    private final RunInstances runInstances;
    private final Supplier<HostCapacity> host;
    private final InstanceView.Source views;
    private final TemplateLaunch templates;
    private final LaunchReader reader;
    private final Paging paging;
    private final ClientTokens clientTokens;
    private final FilterReader filters;
    private final Settling settling;

    InstanceApi(
            Database database,
            RunInstances runInstances,
            Supplier<HostCapacity> host,
            InstanceView.Source views,
            LaunchTemplates templates,
            Tags tags,
            Paging paging,
            ClientTokens clientTokens,
            ApiLimits limits,
            InstanceLimits instanceLimits) {
        this.database = database;
        this.runInstances = runInstances;
        this.host = host;
        this.views = views;
        this.templates = new TemplateLaunch(templates);
        this.reader = new LaunchReader(tags, instanceLimits);
        this.paging = paging;
        this.clientTokens = clientTokens;
        this.filters = new FilterReader(limits);
        this.settling = new Settling(database, limits);
    }

    void addTo(OperationTable table) {
        table.add(LaunchMembers.declare(
                Operation.ec2("RunInstances", RunInstancesRequest::builder, this::runInstances)
                        .requires("MinCount", "MaxCount")
                        .honours("ClientToken", "SubnetId", "PrivateIpAddress", "BlockDeviceMapping.Ebs.OutpostArn")
                        .honours("LaunchTemplate.LaunchTemplateId", "LaunchTemplate.LaunchTemplateName")
                        .honours("LaunchTemplate.Version", "KernelId", "RamdiskId"),
                ""));
        table.add(Operation.ec2("DescribeInstances", DescribeInstancesRequest::builder, this::describeInstances)
                .honours("InstanceId", "Filter.*", "MaxResults", "NextToken"));
    }

    private RunInstancesResponse runInstances(Caller caller, RunInstancesRequest request) {
        // A dry run is answered before the host is looked at.
        @Nullable HostCapacity capacity = DryRun.isBound() ? null : host.get();
        String reservation = clientTokens.once(database, caller, request.clientToken(), transaction -> {
            TemplateLaunch.Whole whole = templates.whole(transaction.sql(), caller, request);
            RunInstancesRequest resolved = ImageParameter.resolved(transaction.sql(), caller, whole.request());
            LaunchRequest launch = reader.read(resolved, whole.tags());
            return runInstances.submit(transaction, caller, launch, capacity).value();
        });
        List<InstanceView> launched = database.read(
                sql -> views.of(sql, caller, views.instances().launched(sql, caller, new ReservationId(reservation))));
        return RunInstancesResponse.builder()
                .reservationId(reservation)
                .ownerId(caller.account().value())
                .groups(List.of())
                .instances(launched.stream().map(InstanceWire::write).toList())
                .build();
    }

    private DescribeInstancesResponse describeInstances(Caller caller, DescribeInstancesRequest request) {
        List<InstanceId> ids =
                paging.ids("instancesSet", request.instanceIds(), request.maxResults(), InstanceId::parse);
        List<Filter> wantedFilters = filters.read(request.filters());
        PageWanted wanted = paging.wanted(caller, PAGES, request.maxResults(), request.nextToken());
        Slice<InstanceView> found = settling.look(
                ids,
                sql -> {
                    Slice<Instance> slice = views.instances().search(sql, caller, ids, wantedFilters, wanted);
                    return new Slice<>(views.of(sql, caller, slice.items()), slice.next());
                },
                view -> change(view.instance()));
        Page<InstanceView> page = paging.page(caller, found);
        return DescribeInstancesResponse.builder()
                .reservations(reservations(page.items()))
                .nextToken(page.nextToken())
                .build();
    }

    private static @Nullable String change(Instance instance) {
        return switch (instance.state()) {
            case PENDING, STOPPING, SHUTTING_DOWN -> instance.id() + " " + instance.stateChange();
            case RUNNING, STOPPED, TERMINATED -> null;
        };
    }

    private static List<Reservation> reservations(List<InstanceView> page) {
        Map<ReservationId, List<InstanceView>> byReservation = new LinkedHashMap<>();
        page.forEach(view -> byReservation
                .computeIfAbsent(view.instance().reservation(), _ -> new ArrayList<>())
                .add(view));
        return byReservation.entrySet().stream()
                .map(entry -> Reservation.builder()
                        .reservationId(entry.getKey().value())
                        .ownerId(entry.getValue().getFirst().instance().owner().value())
                        .groups(List.of())
                        .instances(entry.getValue().stream()
                                .map(InstanceWire::write)
                                .toList())
                        .build())
                .toList();
    }
}
