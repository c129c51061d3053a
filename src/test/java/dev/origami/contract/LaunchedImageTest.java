package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.command.WholeService;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchedImageTest {
    private static final String TIME = "imagesSet/item/lastLaunchedTime";

    @TempDir(factory = QuickDirectory.class)
    private Path directory;

    @Test
    void itsOwnerIsToldWhenItWasLastLaunched() throws Exception {
        try (WholeService service = new WholeService(directory)) {
            String image = new Fixtures(service).fresh("public-image");
            assertThat(service.ask("DescribeImages", "ImageId.1", image).has(TIME))
                    .isFalse();

            var _ = service.ask(
                    WholeService.BOB,
                    "RunInstances",
                    "ImageId",
                    image,
                    "MinCount",
                    "1",
                    "MaxCount",
                    "1",
                    "InstanceType",
                    "t3.micro");

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
}
