package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.database.Filter;
import dev.origami.database.PageWanted;
import dev.origami.id.InstanceId;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceChecks;
import dev.origami.instance.InstanceChecks.Check;
import dev.origami.instance.Instances;
import dev.origami.zone.Zone;
import dev.origami.zone.Zones;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusResponse;
import software.amazon.awssdk.services.ec2.model.EbsStatusDetails;
import software.amazon.awssdk.services.ec2.model.EbsStatusSummary;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.InstanceStatusDetails;
import software.amazon.awssdk.services.ec2.model.InstanceStatusSummary;

/** DescribeInstanceStatus (source section 3.3), as {@link InstanceChecks} has it. */
final class InstanceStatusApi {
    private static final PageRange PAGES = PageRange.of(5, 1000);
    private static final String REACHABILITY = "reachability";

    private final Database database;
    private final Instances instances;
    private final InstanceChecks checks;
    private final Paging paging;
    private final FilterReader filters;

    InstanceStatusApi(Database database, Instances instances, InstanceChecks checks, Paging paging, ApiLimits limits) {
        this.database = database;
        this.instances = instances;
        this.checks = checks;
        this.paging = paging;
        this.filters = new FilterReader(limits);
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2(
                        "DescribeInstanceStatus", DescribeInstanceStatusRequest::builder, this::describeInstanceStatus)
                .honours("InstanceId", "Filter.*", "MaxResults", "NextToken", "IncludeAllInstances"));
    }

    private DescribeInstanceStatusResponse describeInstanceStatus(
            Caller caller, DescribeInstanceStatusRequest request) {
        List<InstanceId> ids =
                request.instanceIds().stream().map(InstanceId::parse).toList();
        boolean all = Boolean.TRUE.equals(request.includeAllInstances());
        List<Filter> wantedFilters = filters.read(request.filters());
        PageWanted wanted = paging.wanted(caller, PAGES, request.maxResults(), request.nextToken());
        Page<Instance> page = paging.page(
                caller,
                database.read(sql -> instances.searchStatus(sql, caller, ids, wantedFilters, checks, all, wanted)));
        return DescribeInstanceStatusResponse.builder()
                .instanceStatuses(page.items().stream().map(this::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private InstanceStatus wire(Instance instance) {
        Check disks = checks.disks(instance);
        return InstanceStatus.builder()
                .instanceId(instance.id().value())
                .availabilityZone(instance.zone())
                .availabilityZoneId(Zones.find(instance.region(), instance.zone())
                        .map(Zone::id)
                        .orElse(null))
                .instanceState(InstanceWire.state(instance.state()))
                .instanceStatus(summary(checks.guest(instance)))
                .systemStatus(summary(checks.machine(instance)))
                .attachedEbsStatus(EbsStatusSummary.builder()
                        .status(disks.status())
                        .details(EbsStatusDetails.builder()
                                .name(REACHABILITY)
                                .status(disks.reachability())
                                .build())
                        .build())
                .build();
    }

    private static InstanceStatusSummary summary(Check check) {
        InstanceStatusSummary.Builder summary = InstanceStatusSummary.builder().status(check.status());
        if (!check.equals(Check.NONE)) {
            summary.details(InstanceStatusDetails.builder()
                    .name(REACHABILITY)
                    .status(check.reachability())
                    .impairedSince(check.impairedSince())
                    .build());
        }
        return summary.build();
    }
}
