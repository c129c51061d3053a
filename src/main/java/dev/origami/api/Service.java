package dev.origami.api;

import java.util.Optional;
import software.amazon.awssdk.core.SdkField;

/** The services of one endpoint; which one a request means stands in the scope of its signature (source section 10.6). */
public enum Service {
    EC2("ec2"),
    STS("sts"),
    EBS("ebs"),
    RBIN("rbin"),
    KMS("kms"),
    SSM("ssm");

    private final String scopeName;

    Service(String scopeName) {
        this.scopeName = scopeName;
    }

    /** The name in a signature's scope, for example {@code ec2}. */
    public String scopeName() {
        return scopeName;
    }

    public static Optional<Service> ofScope(String scopeName) {
        for (Service service : values()) {
            if (service.scopeName.equals(scopeName)) {
                return Optional.of(service);
            }
        }
        return Optional.empty();
    }

    /**
     * What a request member is called in declarations and in refusals: the request key for the query protocols
     * ({@code BlockDeviceMapping}), the model's member name for the JSON protocols, whose members travel in four
     * different places.
     */
    public String nameOf(SdkField<?> member) {
        return switch (this) {
            case EC2, STS -> member.locationName();
            case EBS, RBIN, KMS, SSM -> member.memberName();
        };
    }
}
