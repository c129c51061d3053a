package dev.origami.metadata;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.instance.Instance;
import dev.origami.network.NetworkInterface;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The instance identity document (source section 11.2). */
final class IdentityDocument {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private IdentityDocument() {}

    static String of(Instance instance, @Nullable NetworkInterface nic) {
        ObjectNode document = JSON.createObjectNode();
        document.put("accountId", instance.owner().value())
                .put("architecture", instance.image().architecture())
                .put("availabilityZone", instance.zone())
                .putNull("billingProducts")
                .putNull("devpayProductCodes")
                .putNull("marketplaceProductCodes")
                .put("imageId", instance.image().image().value())
                .put("instanceId", instance.id().value())
                .put("instanceType", instance.settings().type())
                .put("kernelId", instance.image().kernel())
                .put(
                        "pendingTime",
                        instance.launchTime().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("privateIp", nic == null ? null : nic.privateAddress().toString())
                .put("ramdiskId", instance.image().ramdisk())
                .put("region", instance.region().name())
                .put("version", "2017-09-30");
        return document.toPrettyString();
    }
}
