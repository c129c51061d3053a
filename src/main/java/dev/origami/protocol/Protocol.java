package dev.origami.protocol;

import dev.origami.api.Operation;
import dev.origami.api.Parameter;
import dev.origami.api.Reply;
import dev.origami.error.ApiException;
import java.util.List;
import software.amazon.awssdk.core.SdkPojo;

/** How one service puts requests, answers and refusals on the wire. */
sealed interface Protocol permits Ec2Query, StsQuery, RestJson, AwsJson {
    /**
     * Finds what is asked for.
     *
     * @throws ApiException when the request cannot be read, or asks for something that is not here
     */
    Call call(WireRequest request);

    /** The refusal in this service's form. */
    WireReply refusal(String requestId, ApiException refusal);

    /** One request whose operation is known. */
    interface Call {
        Operation<?, ?> operation();

        /** Fills the request; returns the members that were given, in the order of the model. */
        List<Parameter> fill(SdkPojo request);

        WireReply reply(Reply<?> reply);
    }
}
