package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.error.ApiException;
import dev.origami.image.PublicImages;
import dev.origami.image.PublicImages.Named;
import org.jdbi.v3.core.Handle;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** An image that a launch names by a parameter of the service SSM, {@code resolve:ssm:/name} (source section 3.1). */
final class ImageParameter {
    private static final String PREFIX = "resolve:ssm:";

    private ImageParameter() {}

    /**
     * The request with the image's id, where it has a parameter in its place.
     *
     * @throws ApiException {@code InvalidParameterValue} when there is no such parameter or version
     */
    static RunInstancesRequest resolved(Handle sql, Caller caller, RunInstancesRequest request) {
        String image = request.imageId();
        return image == null
                ? request
                : request.toBuilder().imageId(resolved(sql, caller, image)).build();
    }

    /**
     * The image's id, of a parameter or as it stands.
     *
     * @throws ApiException {@code InvalidParameterValue} when there is no such parameter or version
     */
    static String resolved(Handle sql, Caller caller, String image) {
        if (!image.startsWith(PREFIX)) {
            return image;
        }
        ParameterName name = ParameterName.parse(image.substring(PREFIX.length()));
        Named found = PublicImages.find(sql, caller.region(), name.name())
                .filter(named -> name.admits(named.version()))
                .orElseThrow(() -> ApiException.invalidValue(
                        "imageId",
                        image,
                        "There is no such parameter in " + caller.region().name() + "."));
        return found.image().value();
    }
}
