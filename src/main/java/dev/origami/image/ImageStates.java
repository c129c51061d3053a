package dev.origami.image;

import dev.origami.database.Transaction;
import dev.origami.event.Events;
import dev.origami.event.Message;
import dev.origami.id.Arn;
import dev.origami.id.ImageId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings images into their states, and publishes those that EC2 publishes (source section 4.1). Every change of a state
 * goes through here.
 */
final class ImageStates {
    private static final String DETAIL_TYPE = "EC2 AMI State Change";

    private final Events events;

    ImageStates(Events events) {
        this.events = events;
    }

    /** Records a new image in the state that it has. */
    void begin(Transaction transaction, Image image) {
        ImageTable.insert(transaction.sql(), image, transaction.requestId());
        publish(transaction, image, image.state());
    }

    /** Whether the image was in the state {@code before}, from which alone it goes to the other. */
    boolean change(Transaction transaction, ImageId id, ImageState before, ImageState after) {
        boolean changed = ImageTable.change(transaction.sql(), id, before, after);
        if (changed) {
            publish(transaction, ImageTable.find(transaction.sql(), id).orElseThrow(), after);
        }
        return changed;
    }

    private void publish(Transaction transaction, Image image, ImageState state) {
        switch (state) {
            case ImageState.Available _, ImageState.Disabled _, ImageState.Deregistered _ ->
                publish(transaction, image, state, "");
            case ImageState.Failed failed -> publish(transaction, image, state, failed.message());
            case ImageState.Pending _, ImageState.Damaged _ -> {}
        }
    }

    private void publish(Transaction transaction, Image image, ImageState state, String errorMessage) {
        Map<String, String> detail = new LinkedHashMap<>();
        detail.put("RequestId", requestId(transaction, image.id()));
        detail.put("ImageId", image.id().value());
        detail.put("State", state.wire());
        detail.put("ErrorMessage", errorMessage);
        String arn = Arn.ofEveryAccount(image.region(), "image", image.id());
        events.publish(transaction, image.owner(), image.region(), new Message(DETAIL_TYPE, List.of(arn), detail));
    }

    /** The request that changes the image now or, where none does, the one that it is made for. */
    private static String requestId(Transaction transaction, ImageId id) {
        String now = transaction.requestId();
        return now == null ? ImageTable.requestId(transaction.sql(), id) : now;
    }
}
