package dev.origami.image;

import dev.origami.account.Caller;
import dev.origami.account.Provider;
import dev.origami.config.ImageLimits;
import dev.origami.error.ApiException;
import dev.origami.id.ImageId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Where an image comes from: what it was made of, what that was made of, and so on (source section 1.9). */
public final class ImageLineage {
    private final Images images;
    private final ImageLimits limits;

    public ImageLineage(Images images, ImageLimits limits) {
        this.images = images;
        this.limits = limits;
    }

    /**
     * The image and its ancestors up to one that was made of nothing else, or that is the provider's, or to as many as
     * are told. An ancestor that was deregistered is still one, and so is one of another account or region.
     *
     * @throws ApiException as {@link Images#requireVisible}
     */
    public List<Image> of(Handle sql, Caller caller, ImageId id) {
        List<Image> line = new ArrayList<>();
        Optional<Image> next = Optional.of(images.requireVisible(sql, caller, id));
        while (next.isPresent() && line.size() < limits.ancestry()) {
            Image image = next.get();
            line.add(image);
            ImageId source = image.source().image();
            next = source == null || Provider.aliasOf(image.owner()) != null
                    ? Optional.empty()
                    : images.find(sql, source);
        }
        return line;
    }
}
