package dev.origami.instance;

import dev.origami.account.Caller;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.id.SpotRequestId;
import dev.origami.instance.SpotRequest.State;
import dev.origami.instance.SpotRequest.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The rules of Spot Instance requests: each follows what becomes of its instance, and no instance is interrupted. */
public final class SpotRequests {
    /** EC2's word for them where they are tagged. */
    public static final String RESOURCE_TYPE = "spot-instances-request";

    private SpotRequests() {}

    /** Records the request that a new instance is the answer to. */
    public static SpotRequestId fulfilled(Transaction transaction, Instance instance, SpotWish wish) {
        Instant now = instance.launchTime();
        SpotRequest request =
                new SpotRequest(SpotRequestId.create(), instance.id(), wish, State.ACTIVE, Status.FULFILLED, now, now);
        SpotRequestTable.insert(transaction.sql(), request);
        return request.id();
    }

    /** The caller's requests in the region, by id, of instances that are there or are still told as terminated. */
    public static List<SpotRequest> all(Handle sql, Caller caller) {
        return SpotRequestTable.of(sql, caller.account(), caller.region());
    }

    /**
     * The caller's request of that id.
     *
     * @throws ApiException {@code InvalidSpotInstanceRequestID.NotFound}
     */
    public static SpotRequest require(Handle sql, Caller caller, SpotRequestId id) {
        return all(sql, caller).stream()
                .filter(request -> request.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_SPOT_INSTANCE_REQUEST_ID_NOT_FOUND,
                        "The spot instance request ID '" + id + "' does not exist"));
    }

    /** The requests of instances, by instance; On-Demand instances are not in it. */
    public static Map<InstanceId, SpotRequest> ofInstances(Handle sql, List<InstanceId> instances) {
        return SpotRequestTable.ofInstances(
                        sql, instances.stream().map(InstanceId::value).toList())
                .stream()
                .collect(Collectors.toMap(SpotRequest::instance, Function.identity()));
    }

    /** Whether an instance is a Spot Instance, and by which request. */
    public static Optional<SpotRequest> of(Handle sql, InstanceId instance) {
        return SpotRequestTable.ofInstances(sql, List.of(instance.value())).stream()
                .findFirst();
    }

    /** Cancels a request; its instance goes on. One that is over stays as it is. */
    public static SpotRequest cancel(Transaction transaction, Caller caller, SpotRequestId id, Instant now) {
        SpotRequest request = require(transaction.sql(), caller, id);
        switch (request.state()) {
            case ACTIVE, DISABLED ->
                SpotRequestTable.set(transaction.sql(), id, State.CANCELLED, Status.CANCELLED, now);
            case CLOSED, CANCELLED, FAILED -> {}
        }
        return require(transaction.sql(), caller, id);
    }

    /**
     * Passes what is no Spot Instance, or one that may be stopped.
     *
     * @throws ApiException {@code UnsupportedOperation}
     */
    public static void requireStoppable(Handle sql, InstanceId instance) {
        if (of(sql, instance).filter(request -> !request.wish().persistent()).isPresent()) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "You can't stop the Spot Instance '" + instance
                            + "' because it is associated with a one-time Spot Instance request. You can only stop Spot"
                            + " Instances associated with persistent Spot Instance requests.");
        }
    }

    /**
     * Passes what is no Spot Instance, or one whose request still holds.
     *
     * @throws ApiException {@code IncorrectSpotRequestState}
     */
    public static void requireStartable(Handle sql, InstanceId instance) {
        Optional<SpotRequest> request = of(sql, instance);
        if (request.isPresent() && request.get().state() == State.CANCELLED) {
            throw new ApiException(
                    ErrorCode.INCORRECT_SPOT_REQUEST_STATE,
                    "You can't start the Spot Instance '" + instance
                            + "' because the associated Spot Instance request is not in an appropriate state to support"
                            + " start.");
        }
    }

    /** An instance has come to another state. */
    static void follow(Handle sql, InstanceId instance, InstanceState from, InstanceState to, Instant now) {
        SpotRequest request = of(sql, instance).orElse(null);
        if (request == null) {
            return;
        }
        boolean holds = request.state() == State.ACTIVE || request.state() == State.DISABLED;
        switch (to) {
            case RUNNING -> {
                if (request.state() == State.DISABLED) {
                    SpotRequestTable.set(sql, request.id(), State.ACTIVE, Status.FULFILLED, now);
                }
            }
            case STOPPED -> {
                if (holds) {
                    SpotRequestTable.set(sql, request.id(), State.DISABLED, Status.STOPPED, now);
                }
            }
            case TERMINATED -> {
                if (holds && from == InstanceState.PENDING) {
                    SpotRequestTable.set(sql, request.id(), State.FAILED, Status.ERROR, now);
                } else if (holds) {
                    SpotRequestTable.set(sql, request.id(), State.CLOSED, Status.TERMINATED, now);
                }
            }
            case PENDING, STOPPING, SHUTTING_DOWN -> {}
        }
    }
}
