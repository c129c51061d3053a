package dev.origami.protocol;

import dev.origami.api.Operation;
import dev.origami.api.RequestDraft;
import dev.origami.config.WireLimits;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;

/** The SDK's own requests, made of wire names and values. */
public final class FormRequests {
    private FormRequests() {}

    /**
     * A request of EC2 with these members.
     *
     * @throws IllegalArgumentException which names a member that there is not
     */
    public static SdkPojo of(Operation<?, ?> operation, Map<String, String> members) {
        RequestDraft<?> draft = operation.draft();
        List<dev.origami.api.Parameter> read =
                QueryReader.read(members, draft.members(), QueryReader.ListForm.FLAT, WireLimits.defaults());
        if (read.size() != members.size()) {
            throw new IllegalArgumentException(operation.name() + " has read " + read + " of " + members);
        }
        return draft.build().get();
    }
}
