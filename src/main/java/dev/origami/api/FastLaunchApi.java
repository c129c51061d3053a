package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.image.Image;
import dev.origami.image.Images;
import java.util.List;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ec2.model.DescribeFastLaunchImagesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFastLaunchImagesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeFastLaunchImagesSuccessItem;
import software.amazon.awssdk.services.ec2.model.DisableFastLaunchRequest;
import software.amazon.awssdk.services.ec2.model.DisableFastLaunchResponse;
import software.amazon.awssdk.services.ec2.model.EnableFastLaunchRequest;
import software.amazon.awssdk.services.ec2.model.EnableFastLaunchResponse;

/**
 * EnableFastLaunch, DisableFastLaunch, DescribeFastLaunchImages (source section 1.12). Fast launch is for Windows, and
 * every image here is Linux: it is refused for each as EC2 refuses a Linux image, and none is ever listed.
 */
public final class FastLaunchApi {
    private static final PageRange PAGES = PageRange.of(0, 200);

    private final Database database;
    private final Images images;
    private final Paging paging;
    private final Filters<DescribeFastLaunchImagesSuccessItem> filters;

    public FastLaunchApi(Database database, Images images, Paging paging, ApiLimits limits) {
        this.database = database;
        this.images = images;
        this.paging = paging;
        this.filters =
                new Filters<DescribeFastLaunchImagesSuccessItem>(limits).none("resource-type", "owner-id", "state");
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("EnableFastLaunch", EnableFastLaunchRequest::builder, this::enable)
                .requires("ImageId"));
        table.add(Operation.ec2("DisableFastLaunch", DisableFastLaunchRequest::builder, this::disable)
                .requires("ImageId"));
        table.add(Operation.ec2("DescribeFastLaunchImages", DescribeFastLaunchImagesRequest::builder, this::describe)
                .honours("ImageId", "Filter.*", "MaxResults", "NextToken"));
    }

    private EnableFastLaunchResponse enable(Caller caller, EnableFastLaunchRequest request) {
        throw notWindows(caller, ImageId.parse(request.imageId()));
    }

    private DisableFastLaunchResponse disable(Caller caller, DisableFastLaunchRequest request) {
        throw notWindows(caller, ImageId.parse(request.imageId()));
    }

    private ApiException notWindows(Caller caller, ImageId id) {
        Image image = database.read(sql -> images.requireVisible(sql, caller, id));
        return new ApiException(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "The image " + image.id() + " is not a Windows image: fast launch is for Windows images only");
    }

    private DescribeFastLaunchImagesResponse describe(Caller caller, DescribeFastLaunchImagesRequest request) {
        Predicate<DescribeFastLaunchImagesSuccessItem> filter = filters.of(request.filters());
        List<ImageId> ids = paging.ids("imageIdsSet", request.imageIds(), null, ImageId::parse);
        List<Image> _ = database.read(sql ->
                ids.stream().map(id -> images.requireVisible(sql, caller, id)).toList());
        List<DescribeFastLaunchImagesSuccessItem> none = List.of();
        Page<DescribeFastLaunchImagesSuccessItem> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                none.stream().filter(filter).toList(),
                DescribeFastLaunchImagesSuccessItem::imageId);
        return DescribeFastLaunchImagesResponse.builder()
                .fastLaunchImages(page.items())
                .nextToken(page.nextToken())
                .build();
    }
}
