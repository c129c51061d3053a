package dev.origami.instance;

import dev.origami.account.Caller;
import dev.origami.config.InstanceLimits;
import dev.origami.database.Condition;
import dev.origami.database.Fields;
import dev.origami.database.Filter;
import dev.origami.database.PageWanted;
import dev.origami.database.Slice;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.id.ReservationId;
import dev.origami.text.TextMatch;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The rules of instances (source section 3.3): who sees them, which state follows which, and what the host can carry.
 * A terminated one is forgotten after a while.
 */
public final class Instances {
    private final InstantSource clock;
    private final InstanceLimits limits;

    public Instances(InstantSource clock, InstanceLimits limits) {
        this.clock = clock;
        this.limits = limits;
    }

    /** Records a new instance, and forgets those that were terminated long ago. */
    public void insert(Transaction transaction, Instance instance) {
        InstanceTable.terminatedBefore(transaction.sql(), clock.instant().minus(limits.terminatedShown()))
                .forEach(id -> InstanceTable.delete(transaction.sql(), id));
        InstanceTable.insert(transaction.sql(), instance);
    }

    public Optional<Instance> find(Handle sql, InstanceId id) {
        return InstanceTable.find(sql, id);
    }

    /** The instance, which is known to be there. */
    public Instance get(Handle sql, InstanceId id) {
        return find(sql, id).orElseThrow(() -> new IllegalStateException("no such instance: " + id));
    }

    /** The caller's instances in the region, by id. */
    public List<Instance> of(Handle sql, Caller caller) {
        return InstanceTable.of(sql, caller.account(), caller.region()).stream()
                .filter(this::isShown)
                .toList();
    }

    /** The instances of all accounts that can still be described. */
    public Set<InstanceId> known(Handle sql) {
        Set<InstanceId> known = new HashSet<>(InstanceTable.ids(sql));
        known.removeAll(InstanceTable.terminatedBefore(sql, clock.instant().minus(limits.terminatedShown())));
        return known;
    }

    /** The instances of all accounts in one of these states. */
    public List<Instance> inState(Handle sql, InstanceState... states) {
        return Stream.of(states)
                .flatMap(state -> InstanceTable.inState(sql, state).stream())
                .toList();
    }

    /**
     * The caller's instance of that id.
     *
     * @throws ApiException {@code InvalidInstanceID.NotFound}
     */
    public Instance requireOwned(Handle sql, Caller caller, InstanceId id) {
        return find(sql, id).filter(instance -> isOwn(instance, caller)).orElseThrow(() -> notFound(List.of(id)));
    }

    /**
     * The caller's instances of those ids, each once, in that order.
     *
     * @throws ApiException {@code InvalidInstanceID.NotFound}, which names all that are not there
     */
    public List<Instance> requireOwned(Handle sql, Caller caller, Collection<InstanceId> ids) {
        Set<InstanceId> wanted = new LinkedHashSet<>(ids);
        Map<InstanceId, Instance> own =
                InstanceTable.named(sql, wanted.stream().map(InstanceId::value).toList()).stream()
                        .filter(instance -> isOwn(instance, caller))
                        .collect(Collectors.toMap(Instance::id, Function.identity()));
        List<InstanceId> unknown =
                wanted.stream().filter(id -> !own.containsKey(id)).toList();
        if (!unknown.isEmpty()) {
            throw notFound(unknown);
        }
        return wanted.stream()
                .flatMap(id -> Optional.ofNullable(own.get(id)).stream())
                .toList();
    }

    /**
     * A page of the caller's own, in the order of their reservations.
     *
     * @param ids only these; empty: any
     * @throws ApiException {@code InvalidInstanceID.NotFound}; {@code InvalidParameterValue} when there is no such
     *     filter
     */
    public Slice<Instance> search(
            Handle sql, Caller caller, List<InstanceId> ids, List<Filter> filters, PageWanted wanted) {
        return search(sql, caller, ids, filters, InstanceFields.of(caller), shown(), wanted);
    }

    /**
     * As {@link #search}, with the filters of DescribeInstanceStatus.
     *
     * @param all not only those that run
     */
    public Slice<Instance> searchStatus(
            Handle sql,
            Caller caller,
            List<InstanceId> ids,
            List<Filter> filters,
            InstanceChecks checks,
            boolean all,
            PageWanted wanted) {
        Condition running = Condition.of("i.state = ?", InstanceState.RUNNING.wire());
        Fields fields = InstanceFields.ofStatus(caller, checks.signs());
        return search(sql, caller, ids, filters, fields, all ? shown() : running, wanted);
    }

    /** The instances of one launch, in its order. */
    public List<Instance> launched(Handle sql, Caller caller, ReservationId reservation) {
        Filter filter = new Filter("reservation-id", TextMatch.of(List.of(reservation.value())));
        return search(sql, caller, List.of(), List.of(filter), PageWanted.all()).items().stream()
                .sorted(Comparator.comparingInt(Instance::launchIndex))
                .toList();
    }

    private Slice<Instance> search(
            Handle sql,
            Caller caller,
            List<InstanceId> ids,
            List<Filter> filters,
            Fields fields,
            Condition shown,
            PageWanted wanted) {
        List<Instance> _ = requireOwned(sql, caller, ids);
        Slice<String> found = InstanceSearch.find(sql, caller, ids, filters, fields, shown, wanted);
        List<String> named = found.items().stream()
                .map(key -> key.substring(key.indexOf(' ') + 1))
                .toList();
        return new Slice<>(InstanceTable.named(sql, named), found.next());
    }

    /**
     * Takes the instance from one state to another.
     *
     * @param reason null when there is nothing to say
     * @return false, and nothing is changed, when it is not in the first of them
     */
    public boolean move(
            Transaction transaction,
            InstanceId id,
            InstanceState from,
            InstanceState to,
            @Nullable StateReason reason) {
        boolean moved = InstanceTable.move(transaction.sql(), id, from, to, reason, clock.instant());
        if (moved) {
            SpotRequests.follow(transaction.sql(), id, from, to, clock.instant());
        }
        return moved;
    }

    /** The instance is started again: from now on it is told as launched then. */
    public void launchedNow(Transaction transaction, InstanceId id) {
        InstanceTable.launchTime(transaction.sql(), id, clock.instant());
    }

    public void change(Transaction transaction, InstanceId id, InstanceSettings settings) {
        InstanceTable.settings(transaction.sql(), id, settings);
    }

    /** It starts with another kernel and RAM disk from now on. */
    public void startWith(Transaction transaction, InstanceId id, @Nullable String kernel, @Nullable String ramDisk) {
        InstanceTable.startedWith(transaction.sql(), id, kernel, ramDisk);
    }

    /**
     * Passes a change that a running machine would not see.
     *
     * @throws ApiException {@code IncorrectInstanceState}
     */
    public void requireStopped(Instance instance) {
        if (instance.state() != InstanceState.STOPPED) {
            throw new ApiException(
                    ErrorCode.INCORRECT_INSTANCE_STATE,
                    "The instance '" + instance.id() + "' is not in the 'stopped' state.");
        }
    }

    /**
     * How many instances of the type the host can take beside those that it has.
     *
     * @param wanted stop counting there
     * @throws ApiException {@code InsufficientInstanceCapacity} with the figures, when it cannot take {@code least}
     */
    public int requireCapacity(Handle sql, HostCapacity host, InstanceType type, int least, int wanted) {
        List<String> missing = host.missing(type);
        if (!missing.isEmpty()) {
            throw insufficient("This host lacks what runs instances of type " + type.name()
                    + ". Install it: sudo apt-get install " + String.join(" ", missing));
        }
        if (limits.overcommit()) {
            return wanted;
        }
        if (type.vcpus() > host.processors()) {
            throw insufficient("The instance type " + type.name() + " has " + type.vcpus()
                    + " vCPUs, and this host has " + host.processors()
                    + " processors. Choose a smaller type, or start the service with --overcommit.");
        }
        long promisedMiB = 0;
        long notTakenYetMiB = 0;
        for (InstanceState state : InstanceState.values()) {
            for (Instance instance : state.usesHost() ? InstanceTable.inState(sql, state) : List.<Instance>of()) {
                long memoryMiB = memoryMiB(instance.type());
                promisedMiB += memoryMiB;
                notTakenYetMiB += state == InstanceState.PENDING ? memoryMiB : 0;
            }
        }
        long availableMiB = Math.min(
                host.memoryMiB() - limits.hostMemoryReserveMiB() - promisedMiB, host.freeMemoryMiB() - notTakenYetMiB);
        int fitting = (int) Math.min(wanted, Math.max(0, availableMiB) / memoryMiB(type));
        if (fitting < least) {
            throw insufficient("An instance of type " + type.name() + " takes " + memoryMiB(type)
                    + " MiB of memory; this host has " + Math.max(0, availableMiB) + " MiB left of "
                    + host.memoryMiB() + " MiB, which is room for " + fitting + " of the " + least + " asked for.");
        }
        return fitting;
    }

    private long memoryMiB(InstanceType type) {
        return (long) type.memoryMiB() + limits.machineOverheadMiB();
    }

    private boolean isOwn(Instance instance, Caller caller) {
        return instance.owner().equals(caller.account())
                && instance.region().equals(caller.region())
                && isShown(instance);
    }

    /** {@link #isShown} in SQL. */
    private Condition shown() {
        return Condition.of(
                "(i.state <> ? OR i.state_change > ?)",
                InstanceState.TERMINATED.wire(),
                clock.instant().minus(limits.terminatedShown()).toEpochMilli());
    }

    private boolean isShown(Instance instance) {
        return instance.state() != InstanceState.TERMINATED
                || instance.stateChange().plus(limits.terminatedShown()).isAfter(clock.instant());
    }

    private static ApiException insufficient(String why) {
        return new ApiException(ErrorCode.INSUFFICIENT_INSTANCE_CAPACITY, why);
    }

    private static ApiException notFound(List<InstanceId> ids) {
        String text = ids.size() == 1
                ? "The instance ID '" + ids.getFirst() + "' does not exist"
                : "The instance IDs '" + ids.stream().map(InstanceId::value).collect(Collectors.joining(", "))
                        + "' do not exist";
        return new ApiException(ErrorCode.INVALID_INSTANCE_ID_NOT_FOUND, text);
    }
}
