package dev.origami.protocol;

import dev.origami.account.Caller;
import dev.origami.api.Operation;
import dev.origami.api.OperationTable;
import dev.origami.api.Parameter;
import dev.origami.api.Reply;
import dev.origami.api.RequestContext;
import dev.origami.api.RequestDraft;
import dev.origami.api.Service;
import dev.origami.config.WireLimits;
import dev.origami.database.DryRun;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.List;
import software.amazon.awssdk.core.SdkPojo;

/** Turns a request of a known caller into an operation's call, and what comes of it into the answer. */
public final class Dispatcher {
    private static final String DRY_RUN = "DryRun";

    private final Ec2Query ec2;
    private final StsQuery sts;
    private final RestJson ebs;
    private final RestJson rbin;
    private final AwsJson kms;
    private final AwsJson ssm;

    public Dispatcher(OperationTable table, WireLimits limits) {
        ec2 = new Ec2Query(table, limits);
        sts = new StsQuery(table, limits);
        ebs = new RestJson(Service.EBS, table, limits);
        rbin = new RestJson(Service.RBIN, table, limits);
        kms = new AwsJson(Service.KMS, AwsJson.KMS_TARGETS, KmsErrors::of, table, limits);
        ssm = new AwsJson(Service.SSM, AwsJson.SSM_TARGETS, SsmErrors::of, table, limits);
    }

    /**
     * Answers the request.
     *
     * @throws ApiException when it is refused; {@link #refusal} puts that on the wire
     */
    public WireReply dispatch(Caller caller, WireRequest request) {
        Service service = Service.ofScope(caller.service())
                .orElseThrow(() -> new ApiException(
                        ErrorCode.UNSUPPORTED_OPERATION, "The service " + caller.service() + " is not offered here"));
        Protocol.Call call = protocol(service).call(request);
        return answer(call, call.operation(), caller, request);
    }

    private static <I extends SdkPojo, O extends SdkPojo> WireReply answer(
            Protocol.Call call, Operation<I, O> operation, Caller caller, WireRequest request) {
        RequestDraft<I> draft = operation.draft();
        List<Parameter> given = call.fill(draft.members());
        operation.check(given);
        I members = draft.build().get();
        boolean dryRun = operation.service() == Service.EC2
                && given.stream()
                        .anyMatch(parameter ->
                                parameter.path().equals(DRY_RUN) && Boolean.parseBoolean(parameter.value()));
        Reply<O> reply = new RequestContext(request.id(), operation.name(), given)
                .run(() -> dryRun
                        ? DryRun.run(() -> operation.handle(caller, members, request.body()))
                        : operation.handle(caller, members, request.body()));
        if (dryRun) {
            throw DryRun.wouldHaveSucceeded();
        }
        return call.reply(reply);
    }

    /** The refusal in the form of the service that was asked. */
    public WireReply refusal(Service service, WireRequest request, ApiException refusal) {
        return protocol(service).refusal(request.id(), refusal);
    }

    private Protocol protocol(Service service) {
        return switch (service) {
            case EC2 -> ec2;
            case STS -> sts;
            case EBS -> ebs;
            case RBIN -> rbin;
            case KMS -> kms;
            case SSM -> ssm;
        };
    }
}
