package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.id.ImageId;
import dev.origami.image.DeregistrationProtection;
import dev.origami.image.ImageLives;
import software.amazon.awssdk.services.ec2.model.DisableImageDeprecationRequest;
import software.amazon.awssdk.services.ec2.model.DisableImageDeprecationResponse;
import software.amazon.awssdk.services.ec2.model.DisableImageDeregistrationProtectionRequest;
import software.amazon.awssdk.services.ec2.model.DisableImageDeregistrationProtectionResponse;
import software.amazon.awssdk.services.ec2.model.DisableImageRequest;
import software.amazon.awssdk.services.ec2.model.DisableImageResponse;
import software.amazon.awssdk.services.ec2.model.EnableImageDeprecationRequest;
import software.amazon.awssdk.services.ec2.model.EnableImageDeprecationResponse;
import software.amazon.awssdk.services.ec2.model.EnableImageDeregistrationProtectionRequest;
import software.amazon.awssdk.services.ec2.model.EnableImageDeregistrationProtectionResponse;
import software.amazon.awssdk.services.ec2.model.EnableImageRequest;
import software.amazon.awssdk.services.ec2.model.EnableImageResponse;

/** Enable- and DisableImage, -ImageDeprecation, -ImageDeregistrationProtection (source sections 1.3 to 1.5). */
public final class ImageLifeApi {
    private final Database database;
    private final ImageLives lives;

    public ImageLifeApi(Database database, ImageLives lives) {
        this.database = database;
        this.lives = lives;
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("DisableImage", DisableImageRequest::builder, this::disableImage)
                .requires("ImageId"));
        table.add(Operation.ec2("EnableImage", EnableImageRequest::builder, this::enableImage)
                .requires("ImageId"));
        table.add(
                Operation.ec2("EnableImageDeprecation", EnableImageDeprecationRequest::builder, this::enableDeprecation)
                        .requires("ImageId", "DeprecateAt"));
        table.add(Operation.ec2(
                        "DisableImageDeprecation", DisableImageDeprecationRequest::builder, this::disableDeprecation)
                .requires("ImageId"));
        table.add(Operation.ec2(
                        "EnableImageDeregistrationProtection",
                        EnableImageDeregistrationProtectionRequest::builder,
                        this::enableProtection)
                .requires("ImageId")
                .honours("WithCooldown"));
        table.add(Operation.ec2(
                        "DisableImageDeregistrationProtection",
                        DisableImageDeregistrationProtectionRequest::builder,
                        this::disableProtection)
                .requires("ImageId"));
    }

    private DisableImageResponse disableImage(Caller caller, DisableImageRequest request) {
        ImageId id = ImageId.parse(request.imageId());
        database.writing(transaction -> lives.disable(transaction, caller, id));
        return DisableImageResponse.builder().returnValue(true).build();
    }

    private EnableImageResponse enableImage(Caller caller, EnableImageRequest request) {
        ImageId id = ImageId.parse(request.imageId());
        database.writing(transaction -> lives.enable(transaction, caller, id));
        return EnableImageResponse.builder().returnValue(true).build();
    }

    private EnableImageDeprecationResponse enableDeprecation(Caller caller, EnableImageDeprecationRequest request) {
        ImageId id = ImageId.parse(request.imageId());
        database.writing(transaction -> lives.deprecate(transaction, caller, id, request.deprecateAt()));
        return EnableImageDeprecationResponse.builder().returnValue(true).build();
    }

    private DisableImageDeprecationResponse disableDeprecation(Caller caller, DisableImageDeprecationRequest request) {
        ImageId id = ImageId.parse(request.imageId());
        database.writing(transaction -> lives.cancelDeprecation(transaction, caller, id));
        return DisableImageDeprecationResponse.builder().returnValue(true).build();
    }

    /** Returns a word, where others return true. */
    private EnableImageDeregistrationProtectionResponse enableProtection(
            Caller caller, EnableImageDeregistrationProtectionRequest request) {
        ImageId id = ImageId.parse(request.imageId());
        boolean withCooldown = Boolean.TRUE.equals(request.withCooldown());
        DeregistrationProtection.Mode mode =
                database.write(transaction -> lives.protect(transaction, caller, id, withCooldown));
        return EnableImageDeregistrationProtectionResponse.builder()
                .returnValue(mode.wire())
                .build();
    }

    private DisableImageDeregistrationProtectionResponse disableProtection(
            Caller caller, DisableImageDeregistrationProtectionRequest request) {
        ImageId id = ImageId.parse(request.imageId());
        DeregistrationProtection.Mode mode = database.write(transaction -> lives.unprotect(transaction, caller, id));
        return DisableImageDeregistrationProtectionResponse.builder()
                .returnValue(mode.wire())
                .build();
    }
}
