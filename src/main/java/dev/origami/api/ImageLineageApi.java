package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.account.Provider;
import dev.origami.database.Database;
import dev.origami.id.ImageId;
import dev.origami.image.Image;
import dev.origami.image.ImageLineage;
import dev.origami.image.ImageSource;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.GetImageAncestryRequest;
import software.amazon.awssdk.services.ec2.model.GetImageAncestryResponse;
import software.amazon.awssdk.services.ec2.model.ImageAncestryEntry;

/** GetImageAncestry (source section 1.9). */
public final class ImageLineageApi {
    private final Database database;
    private final ImageLineage lineage;

    public ImageLineageApi(Database database, ImageLineage lineage) {
        this.database = database;
        this.lineage = lineage;
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("GetImageAncestry", GetImageAncestryRequest::builder, this::getImageAncestry)
                .requires("ImageId"));
    }

    private GetImageAncestryResponse getImageAncestry(Caller caller, GetImageAncestryRequest request) {
        ImageId id = ImageId.parse(request.imageId());
        List<Image> line = database.read(sql -> lineage.of(sql, caller, id));
        return GetImageAncestryResponse.builder()
                .imageAncestryEntries(line.stream().map(ImageLineageApi::entry).toList())
                .build();
    }

    private static ImageAncestryEntry entry(Image image) {
        ImageSource source = image.source();
        return ImageAncestryEntry.builder()
                .imageId(image.id().value())
                .creationDate(image.creationDate())
                .imageOwnerAlias(Provider.aliasOf(image.owner()))
                .sourceImageId(source.image() == null ? null : source.image().value())
                .sourceImageRegion(
                        source.region() == null ? null : source.region().name())
                .build();
    }
}
