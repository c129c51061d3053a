package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.id.InstanceId;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceState;
import dev.origami.instance.Instances;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceCreditSpecificationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceCreditSpecificationsResponse;
import software.amazon.awssdk.services.ec2.model.InstanceCreditSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceCreditSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceCreditSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceCreditSpecificationResponse;
import software.amazon.awssdk.services.ec2.model.SuccessfulInstanceCreditSpecificationItem;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulInstanceCreditSpecificationItem;

/** Whether an instance of a burstable type may have more of the processor than it earned. */
final class InstanceCreditApi {
    private static final PageRange PAGES = PageRange.of(5, 1000);
    private static final String UNLIMITED = "unlimited";
    private static final Set<String> KINDS = Set.of("standard", UNLIMITED);

    private final Database database;
    private final Instances instances;
    private final Paging paging;
    private final ClientTokens clientTokens;
    private final Filters<Instance> filters;

    InstanceCreditApi(
            Database database, Instances instances, Paging paging, ClientTokens clientTokens, ApiLimits limits) {
        this.database = database;
        this.instances = instances;
        this.paging = paging;
        this.clientTokens = clientTokens;
        this.filters = new Filters<Instance>(limits)
                .text("instance-id", instance -> instance.id().value());
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2(
                        "DescribeInstanceCreditSpecifications",
                        DescribeInstanceCreditSpecificationsRequest::builder,
                        this::describe)
                .honours("InstanceId", "Filter.*", "MaxResults", "NextToken"));
        table.add(Operation.ec2(
                        "ModifyInstanceCreditSpecification",
                        ModifyInstanceCreditSpecificationRequest::builder,
                        this::modify)
                .requires("InstanceCreditSpecification")
                .honours("InstanceCreditSpecification.InstanceId", "InstanceCreditSpecification.CpuCredits")
                .honours("ClientToken"));
    }

    private DescribeInstanceCreditSpecificationsResponse describe(
            Caller caller, DescribeInstanceCreditSpecificationsRequest request) {
        List<InstanceId> ids =
                request.instanceIds().stream().map(InstanceId::parse).toList();
        var wanted = filters.of(request.filters());
        List<Instance> found = database.read(
                sql -> ids.isEmpty() ? instances.of(sql, caller) : instances.requireOwned(sql, caller, ids));
        // Without ids only those are listed that differ from the usual.
        List<Instance> listed = found.stream()
                .filter(instance -> instance.settings().cpuCredits() != null)
                .filter(instance ->
                        !ids.isEmpty() || UNLIMITED.equals(instance.settings().cpuCredits()))
                .filter(wanted)
                .toList();
        Page<Instance> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                listed,
                instance -> instance.id().value());
        return DescribeInstanceCreditSpecificationsResponse.builder()
                .instanceCreditSpecifications(page.items().stream()
                        .map(instance -> InstanceCreditSpecification.builder()
                                .instanceId(instance.id().value())
                                .cpuCredits(instance.settings().cpuCredits())
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** Each for itself: what cannot be done to one is said beside it, and the others are done. */
    private ModifyInstanceCreditSpecificationResponse modify(
            Caller caller, ModifyInstanceCreditSpecificationRequest request) {
        for (InstanceCreditSpecificationRequest wish : request.instanceCreditSpecifications()) {
            if (wish.instanceId() == null) {
                throw ApiException.missing("InstanceCreditSpecification.InstanceId");
            }
            if (wish.cpuCredits() == null || !KINDS.contains(wish.cpuCredits())) {
                throw ApiException.invalidValue(
                        "CpuCredits", String.valueOf(wish.cpuCredits()), "Expecting standard or unlimited.");
            }
        }
        String outcomes = clientTokens.once(
                database,
                caller,
                request.clientToken(),
                transaction -> request.instanceCreditSpecifications().stream()
                        .map(wish -> outcome(transaction, caller, wish))
                        .collect(Collectors.joining("\n")));
        return answer(outcomes);
    }

    /** The id, and where it cannot be done a tab and the code, a tab and why. */
    private String outcome(Transaction transaction, Caller caller, InstanceCreditSpecificationRequest wish) {
        try {
            InstanceId id = InstanceId.parse(wish.instanceId());
            Instance instance = instances.requireOwned(transaction.sql(), caller, id);
            if (instance.settings().cpuCredits() == null) {
                return wish.instanceId() + "\tInstanceCreditSpecification.NotSupported\tThe CPU credit specification is"
                        + " not supported for " + instance.settings().type();
            }
            if (instance.state() != InstanceState.RUNNING && instance.state() != InstanceState.STOPPED) {
                return wish.instanceId() + "\tIncorrectInstanceState\tThe instance '" + id
                        + "' is neither running nor stopped.";
            }
            instances.change(transaction, id, instance.settings().withCpuCredits(wish.cpuCredits()));
            return wish.instanceId();
        } catch (ApiException refusal) {
            return wish.instanceId() + "\t" + refusal.code().wire() + "\t" + refusal.text();
        }
    }

    private static ModifyInstanceCreditSpecificationResponse answer(String outcomes) {
        List<SuccessfulInstanceCreditSpecificationItem> done = new ArrayList<>();
        List<UnsuccessfulInstanceCreditSpecificationItem> refused = new ArrayList<>();
        outcomes.lines().map(line -> line.split("\t", -1)).forEach(words -> {
            if (words.length == 1) {
                done.add(SuccessfulInstanceCreditSpecificationItem.builder()
                        .instanceId(words[0])
                        .build());
            } else {
                refused.add(UnsuccessfulInstanceCreditSpecificationItem.builder()
                        .instanceId(words[0])
                        .error(error -> error.code(words[1]).message(words[2]))
                        .build());
            }
        });
        return ModifyInstanceCreditSpecificationResponse.builder()
                .successfulInstanceCreditSpecifications(done)
                .unsuccessfulInstanceCreditSpecifications(refused)
                .build();
    }
}
