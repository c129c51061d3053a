package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.command.WholeService;
import dev.origami.config.EventLimits;
import dev.origami.error.ApiException;
import dev.origami.event.Event;
import dev.origami.event.Events;
import dev.origami.event.Message;
import dev.origami.id.Region;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each change of an image's state that EC2 publishes is in the feed of its owner (source section 4.1). */
class ImageEventTest extends ServedTest {
    private static final Instant NOW = Instant.parse("2026-01-31T09:14:22Z");
    private static final Caller ALICE_ELSEWHERE =
            new Caller(WholeService.ALICE.account(), new Region("us-east-1"), WholeService.ALICE.service());

    private final Events events = new Events(() -> NOW, EventLimits.defaults());

    @Test
    void anEventSaysWhatEventBridgeIsTold() {
        String image = fixtures.fresh("image");

        List<Event> feed = feed(WholeService.ALICE, 0);

        assertThat(feed).hasSize(1);
        Event event = feed.getFirst();
        assertThat(event.sequence()).isEqualTo(1);
        assertThat(event.id()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(event.account()).isEqualTo(WholeService.ALICE.account());
        assertThat(event.region()).isEqualTo(WholeService.ALICE.region());
        assertThat(event.time()).isEqualTo(NOW);
        assertThat(event.message().detailType()).isEqualTo("EC2 AMI State Change");
        assertThat(event.message().resources()).containsExactly("arn:aws:ec2:eu-west-1::image/" + image);
        assertThat(event.message().detail().toString())
                .isEqualTo("{RequestId=request, ImageId=" + image + ", State=available, ErrorMessage=}");
    }

    @Test
    void theLifeOfAnImageIsInTheFeedInItsOrder() {
        String image = fixtures.fresh("image");
        var _ = service.ask("DisableImage", "ImageId", image);
        var _ = service.ask("EnableImage", "ImageId", image);
        // Neither changes its state.
        var _ = service.ask("EnableImage", "ImageId", image);
        var _ = service.ask("EnableImageDeprecation", "ImageId", image, "DeprecateAt", "2027-01-01T00:00:00Z");
        var _ = service.ask("DeregisterImage", "ImageId", image);

        assertThat(states(WholeService.ALICE)).containsExactly("available", "disabled", "available", "deregistered");
        assertThat(feed(WholeService.ALICE, 2)).extracting(Event::sequence).containsExactly(3L, 4L);
        assertThat(feed(WholeService.BOB, 0)).isEmpty();
        assertThat(feed(ALICE_ELSEWHERE, 0)).isEmpty();
    }

    @Test
    void whatGoesIntoTheRecycleBinAndComesBackIsTold() {
        String image = fixtures.fresh("recycled-image");
        var _ = service.ask("RestoreImageFromRecycleBin", "ImageId", image);

        assertThat(states(WholeService.ALICE)).containsExactly("available", "deregistered", "available");
    }

    @Test
    void aCopyIsToldWhereItIs() {
        String image = fixtures.fresh("image");
        String copy = service.ask(
                        ALICE_ELSEWHERE,
                        "CopyImage",
                        "SourceRegion",
                        "eu-west-1",
                        "SourceImageId",
                        image,
                        "Name",
                        "abc")
                .text("imageId");

        assertThat(feed(ALICE_ELSEWHERE, 0))
                .extracting(event -> event.message().detail().get("ImageId"))
                .containsExactly(copy);
        assertThat(states(WholeService.ALICE)).containsExactly("available");
    }

    @Test
    void aCreatedImageIsToldWhenItIsThereWithTheRequestThatAskedForIt() {
        String instance = fixtures.fresh("instance");
        long before = feed(WholeService.ALICE, 0).getLast().sequence();
        String image = service.ask("CreateImage", "InstanceId", instance, "Name", "created")
                .text("imageId");
        service.settle();

        List<Event> told = feed(WholeService.ALICE, before);

        assertThat(told).hasSize(1);
        assertThat(told.getFirst().message().detail())
                .containsEntry("ImageId", image)
                .containsEntry("State", "available")
                .containsEntry("RequestId", "request");
    }

    @Test
    void whatIsNotDoneIsNotTold() {
        String image = fixtures.fresh("image");
        assertThatThrownBy(() -> service.ask("DeregisterImage", "ImageId", image, "DryRun", "true"))
                .isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> service.ask(WholeService.BOB, "DeregisterImage", "ImageId", image))
                .isInstanceOf(ApiException.class);

        assertThat(states(WholeService.ALICE)).containsExactly("available");
    }

    @Test
    void theOldestAreForgottenAndTheReaderCanTell() {
        Events few = new Events(() -> NOW, new EventLimits(3, 2));
        Message message = new Message("a test", List.of("one", "other"), Map.of("what", "this"));
        for (int i = 0; i < 5; i++) {
            service.database()
                    .writing(transaction -> few.publish(
                            transaction, WholeService.ALICE.account(), WholeService.ALICE.region(), message));
        }

        assertThat(read(few, 0)).containsExactly(3L, 4L);
        assertThat(read(few, 4)).containsExactly(5L);
        assertThat(read(few, 5)).isEmpty();
        assertThat(feed(WholeService.ALICE, 0))
                .allMatch(event -> event.message().equals(message));
    }

    private List<Long> read(Events feed, long after) {
        return service
                .database()
                .read(sql -> feed.after(sql, WholeService.ALICE.account(), WholeService.ALICE.region(), after))
                .stream()
                .map(Event::sequence)
                .toList();
    }

    private List<Event> feed(Caller owner, long after) {
        return service.database().read(sql -> events.after(sql, owner.account(), owner.region(), after));
    }

    private List<String> states(Caller owner) {
        return feed(owner, 0).stream()
                .map(event -> event.message().detail().getOrDefault("State", ""))
                .toList();
    }
}
