package dev.origami.auth;

import dev.origami.account.AccessKeys;
import dev.origami.account.Accounts;
import dev.origami.account.Caller;
import dev.origami.api.Service;
import dev.origami.config.WireLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.Region;
import dev.origami.protocol.Dispatcher;
import dev.origami.protocol.WireReply;
import dev.origami.protocol.WireRequest;
import java.time.InstantSource;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of a request past the front door: who asks, then what; and whatever goes wrong becomes a proper answer. */
public final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final CallerCheck check;
    private final Dispatcher dispatcher;

    private Gate(CallerCheck check, Dispatcher dispatcher) {
        this.check = check;
        this.dispatcher = dispatcher;
    }

    /** A gate that lets in what a known key has signed. */
    public static Gate signed(
            AccessKeys keys,
            Predicate<Region> knownRegion,
            InstantSource time,
            WireLimits limits,
            Dispatcher dispatcher) {
        return new Gate(new SignatureCheck(keys, knownRegion, time, limits), dispatcher);
    }

    /** A gate that lets in everybody; for loopback only. */
    public static Gate anyKey(Accounts accounts, Predicate<Region> knownRegion, Dispatcher dispatcher) {
        return new Gate(new AnyKey(accounts, knownRegion), dispatcher);
    }

    /** Answers the request; never throws for what a client sent. */
    public WireReply answer(WireRequest request) {
        try {
            return dispatcher.dispatch(caller(request), request);
        } catch (ApiException e) {
            return refuse(request, e);
        } catch (RuntimeException e) {
            LOG.error("request {} failed", request.id(), e);
            return refuse(
                    request, new ApiException(ErrorCode.INTERNAL_ERROR, "An internal error has occurred, see the log"));
        }
    }

    private Caller caller(WireRequest request) {
        try {
            return check.caller(request);
        } catch (AuthFaultException e) {
            throw e.fault().refusal(ServiceGuess.ofScopeOr(request), e.detail());
        }
    }

    /** The refusal in the form that the request's service has, as far as the request tells it. */
    public WireReply refuse(WireRequest request, ApiException refusal) {
        return dispatcher.refusal(service(request), request, refusal);
    }

    private static Service service(WireRequest request) {
        try {
            return ServiceGuess.ofScopeOr(request);
        } catch (ApiException e) {
            // The query cannot even be read, and is being refused for that.
            return Service.EC2;
        }
    }
}
