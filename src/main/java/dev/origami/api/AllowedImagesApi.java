package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.image.AccountSettings;
import dev.origami.image.AllowedImages;
import dev.origami.image.AllowedImages.State;
import dev.origami.image.ImageCriterion;
import software.amazon.awssdk.services.ec2.model.CreationDateConditionRequest;
import software.amazon.awssdk.services.ec2.model.DeprecationTimeConditionRequest;
import software.amazon.awssdk.services.ec2.model.DisableAllowedImagesSettingsRequest;
import software.amazon.awssdk.services.ec2.model.DisableAllowedImagesSettingsResponse;
import software.amazon.awssdk.services.ec2.model.EnableAllowedImagesSettingsRequest;
import software.amazon.awssdk.services.ec2.model.EnableAllowedImagesSettingsResponse;
import software.amazon.awssdk.services.ec2.model.GetAllowedImagesSettingsRequest;
import software.amazon.awssdk.services.ec2.model.GetAllowedImagesSettingsResponse;
import software.amazon.awssdk.services.ec2.model.ImageCriterionRequest;
import software.amazon.awssdk.services.ec2.model.ManagedBy;
import software.amazon.awssdk.services.ec2.model.ReplaceImageCriteriaInAllowedImagesSettingsRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceImageCriteriaInAllowedImagesSettingsResponse;

/** Which images of others an account lets itself use (source section 1.7). */
public final class AllowedImagesApi {
    private final Database database;
    private final AccountSettings settings;

    public AllowedImagesApi(Database database, AccountSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    public void addTo(OperationTable table) {
        table.add(
                Operation.ec2("EnableAllowedImagesSettings", EnableAllowedImagesSettingsRequest::builder, this::enable)
                        .requires("AllowedImagesSettingsState"));
        table.add(Operation.ec2(
                "DisableAllowedImagesSettings", DisableAllowedImagesSettingsRequest::builder, this::disable));
        table.add(Operation.ec2("GetAllowedImagesSettings", GetAllowedImagesSettingsRequest::builder, this::get));
        table.add(Operation.ec2(
                        "ReplaceImageCriteriaInAllowedImagesSettings",
                        ReplaceImageCriteriaInAllowedImagesSettingsRequest::builder,
                        this::replaceCriteria)
                .honours("ImageCriterion.ImageProvider", "ImageCriterion.MarketplaceProductCode")
                .honours("ImageCriterion.ImageName")
                .honours("ImageCriterion.DeprecationTimeCondition.MaximumDaysSinceDeprecated")
                .honours("ImageCriterion.CreationDateCondition.MaximumDaysSinceCreated"));
    }

    private EnableAllowedImagesSettingsResponse enable(Caller caller, EnableAllowedImagesSettingsRequest request) {
        String given = request.allowedImagesSettingsStateAsString();
        State state = switch (given) {
            case "enabled" -> State.ENABLED;
            case "audit-mode" -> State.AUDIT_MODE;
            default ->
                throw ApiException.invalidValue(
                        "allowedImagesSettingsState", given, "Expecting enabled or audit-mode.");
        };
        database.writing(transaction -> settings.allowedImages(transaction, caller, state));
        return EnableAllowedImagesSettingsResponse.builder()
                .allowedImagesSettingsState(state.wire())
                .build();
    }

    private DisableAllowedImagesSettingsResponse disable(Caller caller, DisableAllowedImagesSettingsRequest request) {
        database.writing(transaction -> settings.allowedImages(transaction, caller, State.DISABLED));
        return DisableAllowedImagesSettingsResponse.builder()
                .allowedImagesSettingsState(State.DISABLED.wire())
                .build();
    }

    private GetAllowedImagesSettingsResponse get(Caller caller, GetAllowedImagesSettingsRequest request) {
        AllowedImages allowed = database.read(sql -> settings.allowedImages(sql, caller));
        return GetAllowedImagesSettingsResponse.builder()
                .state(allowed.state().wire())
                .imageCriteria(
                        allowed.criteria().stream().map(AllowedImagesApi::wire).toList())
                .managedBy(ManagedBy.ACCOUNT)
                .build();
    }

    private ReplaceImageCriteriaInAllowedImagesSettingsResponse replaceCriteria(
            Caller caller, ReplaceImageCriteriaInAllowedImagesSettingsRequest request) {
        database.writing(transaction -> settings.replaceCriteria(
                transaction,
                caller,
                request.imageCriteria().stream().map(AllowedImagesApi::read).toList()));
        return ReplaceImageCriteriaInAllowedImagesSettingsResponse.builder()
                .returnValue(true)
                .build();
    }

    private static ImageCriterion read(ImageCriterionRequest criterion) {
        DeprecationTimeConditionRequest deprecated = criterion.deprecationTimeCondition();
        CreationDateConditionRequest created = criterion.creationDateCondition();
        return new ImageCriterion(
                criterion.imageProviders(),
                criterion.marketplaceProductCodes(),
                criterion.imageNames(),
                deprecated == null ? null : deprecated.maximumDaysSinceDeprecated(),
                created == null ? null : created.maximumDaysSinceCreated());
    }

    /** Only what was said. */
    private static software.amazon.awssdk.services.ec2.model.ImageCriterion wire(ImageCriterion criterion) {
        var wire = software.amazon.awssdk.services.ec2.model.ImageCriterion.builder();
        if (!criterion.providers().isEmpty()) {
            wire.imageProviders(criterion.providers());
        }
        if (!criterion.productCodes().isEmpty()) {
            wire.marketplaceProductCodes(criterion.productCodes());
        }
        if (!criterion.names().isEmpty()) {
            wire.imageNames(criterion.names());
        }
        if (criterion.daysSinceDeprecated() != null) {
            wire.deprecationTimeCondition(
                    condition -> condition.maximumDaysSinceDeprecated(criterion.daysSinceDeprecated()));
        }
        if (criterion.daysSinceCreated() != null) {
            wire.creationDateCondition(condition -> condition.maximumDaysSinceCreated(criterion.daysSinceCreated()));
        }
        return wire.build();
    }
}
