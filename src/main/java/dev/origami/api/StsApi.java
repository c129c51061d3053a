package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.id.Arn;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Who am I: the one question of STS that every client asks (source section 10.6). */
public final class StsApi {
    public void addTo(OperationTable table) {
        table.add(Operation.sts("GetCallerIdentity", GetCallerIdentityRequest::builder, this::getCallerIdentity));
    }

    /** All keys are those of the account itself; there are no users. */
    private GetCallerIdentityResponse getCallerIdentity(Caller caller, GetCallerIdentityRequest request) {
        String account = caller.account().value();
        return GetCallerIdentityResponse.builder()
                .account(account)
                .userId(account)
                .arn(Arn.root(caller.account()))
                .build();
    }
}
