package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.command.WholeService;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchedImageTest {
    private static final String[] LAUNCH = {"MinCount", "1", "MaxCount", "1", "InstanceType", "t3.micro"};
    private static final String TIME = "imagesSet/item/lastLaunchedTime";

    @TempDir(factory = QuickDirectory.class)
    private Path directory;

    @Test
    void itsOwnerIsToldWhenItWasLastLaunched() throws Exception {
        try (WholeService service = new WholeService(directory)) {
            String image = new Fixtures(service).fresh("public-image");
            assertThat(service.ask("DescribeImages", "ImageId.1", image).has(TIME))
                    .isFalse();

            var _ = service.ask(WholeService.BOB, "RunInstances", with("ImageId", image, LAUNCH));

            assertThat(service.ask("DescribeImages", "ImageId.1", image).text(TIME))
                    .isEqualTo("2026-01-31T09:14:22.000Z");
            assertThat(service.ask("DescribeImageAttribute", "ImageId", image, "Attribute", "lastLaunchedTime")
                            .text("lastLaunchedTime/value"))
                    .isEqualTo("2026-01-31T09:14:22.000Z");
            assertThat(service.ask(WholeService.BOB, "DescribeImages", "ImageId.1", image)
                            .has(TIME))
                    .isFalse();
        }
    }

    @Test
    void whatRunsGoesOnWhenItsImageIsDisabled() throws Exception {
        try (WholeService service = new WholeService(directory)) {
            String image = new Fixtures(service).fresh("image");
            String instance =
                    service.ask("RunInstances", with("ImageId", image, LAUNCH)).text("instancesSet/item/instanceId");
            service.settle();

            var _ = service.ask("DisableImage", "ImageId", image);

            for (String operation : List.of("StopInstances", "StartInstances")) {
                var _ = service.ask(operation, "InstanceId.1", instance);
                service.settle();
            }
            assertThat(service.ask("DescribeInstances", "InstanceId.1", instance)
                            .text("reservationSet/item/instancesSet/item/instanceState/name"))
                    .isEqualTo("running");
        }
    }

    @Test
    void anImageThatTheAccountDoesNotAllowIsNotLaunched() throws Exception {
        try (WholeService service = new WholeService(directory)) {
            Fixtures fixtures = new Fixtures(service);
            String own = fixtures.fresh("image");
            String foreign = fixtures.fresh("foreign-image");
            var _ = service.ask("EnableAllowedImagesSettings", "AllowedImagesSettingsState", "enabled");

            assertThatThrownBy(() -> service.ask("RunInstances", with("ImageId", foreign, LAUNCH)))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.AUTH_FAILURE));

            var _ = service.ask("RunInstances", with("ImageId", own, LAUNCH));
            var _ = service.ask("EnableAllowedImagesSettings", "AllowedImagesSettingsState", "audit-mode");
            var _ = service.ask("RunInstances", with("ImageId", foreign, LAUNCH));
        }
    }

    private static String[] with(String member, String value, String... others) {
        return Stream.concat(Stream.of(member, value), Stream.of(others)).toArray(String[]::new);
    }
}
