package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.id.InstanceId;
import dev.origami.instance.GuestSigns;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceState;
import dev.origami.zone.Zone;
import dev.origami.zone.Zones;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusResponse;
import software.amazon.awssdk.services.ec2.model.EbsStatusDetails;
import software.amazon.awssdk.services.ec2.model.EbsStatusSummary;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.InstanceStatusDetails;
import software.amazon.awssdk.services.ec2.model.InstanceStatusSummary;

/** DescribeInstanceStatus (source section 3.3): the machine is there at once, its guest comes up later. */
final class InstanceStatusApi {
    private static final PageRange PAGES = PageRange.of(5, 1000);
    private static final String REACHABILITY = "reachability";

    private final Database database;
    private final InstanceView.Source views;
    private final GuestSigns signs;
    private final Paging paging;
    private final Filters<InstanceView> filters;

    /** How one of the checks of an instance stands, in a word, and whether what it asks can be reached. */
    private record Check(String status, String reachability) {
        static final Check PASSED = new Check("ok", "passed");
        static final Check BOOTING = new Check("initializing", "initializing");
        static final Check NONE = new Check("not-applicable", "insufficient-data");
    }

    InstanceStatusApi(Database database, InstanceView.Source views, GuestSigns signs, Paging paging, ApiLimits limits) {
        this.database = database;
        this.views = views;
        this.signs = signs;
        this.paging = paging;
        this.filters = new Filters<InstanceView>(limits)
                .text("availability-zone", view -> view.instance().zone())
                .text("availability-zone-id", InstanceStatusApi::zoneId)
                .text("instance-state-name", view -> view.instance().state().wire())
                .text(
                        "instance-state-code",
                        view -> Integer.toString(view.instance().state().code()))
                .text("instance-status.status", view -> guest(view.instance()).status())
                .text(
                        "instance-status.reachability",
                        view -> guest(view.instance()).reachability())
                .text("system-status.status", view -> machine(view.instance()).status())
                .alias("system-status.status", "attached-ebs-status.status")
                .text(
                        "system-status.reachability",
                        view -> machine(view.instance()).reachability())
                .none("event.code", "event.description", "event.instance-event-id")
                .none("event.not-after", "event.not-before", "event.not-before-deadline")
                .none("operator.managed", "operator.principal");
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
        List<InstanceView> found = database.read(sql -> views.selected(sql, caller, ids)).stream()
                .filter(view -> all || isRunning(view.instance()))
                .filter(filters.of(request.filters()))
                .toList();
        Page<InstanceView> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                view -> view.instance().id().value());
        return DescribeInstanceStatusResponse.builder()
                .instanceStatuses(
                        page.items().stream().map(view -> wire(view.instance())).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static boolean isRunning(Instance instance) {
        return instance.state() == InstanceState.RUNNING;
    }

    private Check guest(Instance instance) {
        return signs.isUp(instance) ? machine(instance) : isRunning(instance) ? Check.BOOTING : Check.NONE;
    }

    /** The host and its disks are there as soon as the machine runs. */
    private static Check machine(Instance instance) {
        return isRunning(instance) ? Check.PASSED : Check.NONE;
    }

    private static @Nullable String zoneId(InstanceView view) {
        Instance instance = view.instance();
        return Zones.find(instance.region(), instance.zone()).map(Zone::id).orElse(null);
    }

    private InstanceStatus wire(Instance instance) {
        Check machine = machine(instance);
        return InstanceStatus.builder()
                .instanceId(instance.id().value())
                .availabilityZone(instance.zone())
                .availabilityZoneId(Zones.find(instance.region(), instance.zone())
                        .map(Zone::id)
                        .orElse(null))
                .instanceState(InstanceWire.state(instance.state()))
                .instanceStatus(summary(guest(instance)))
                .systemStatus(summary(machine))
                .attachedEbsStatus(EbsStatusSummary.builder()
                        .status(machine.status())
                        .details(EbsStatusDetails.builder()
                                .name(REACHABILITY)
                                .status(machine.reachability())
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
                    .build());
        }
        return summary.build();
    }
}
