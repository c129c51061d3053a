package dev.origami.api;

import dev.origami.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of images and snapshots that are made, copied, deleted and brought back (source sections 1.8, 2.5, 2.6,
 * 7.3), in lists of what there ever was. Snapshots and images are known by their number, disks by what is on them.
 */
final class RecycleBinModel {
    private static final Duration KNOWN = Duration.ofHours(1);

    /** Something that the owner does, or tries to. Numbers are taken modulo what there is. */
    sealed interface Action {
        record Upload(int content) implements Action {}

        record Register(int snapshot, int name) implements Action {}

        record Copy(int image, int name) implements Action {}

        record Deregister(int image, boolean withSnapshots) implements Action {}

        record Delete(int snapshot) implements Action {}

        record RestoreSnapshot(int snapshot) implements Action {}

        record RestoreImage(int image) implements Action {}

        /** From now on snapshots and images are kept for so many days; 0: not at all. */
        record Keep(int snapshotDays, int imageDays) implements Action {}

        record Pass(int hours) implements Action {}

        record Collect() implements Action {}
    }

    private enum Place {
        THERE,
        IN_BIN,
        GONE
    }

    private static final class Thing {
        private Place place = Place.THERE;
        private Instant exit = Instant.MAX;
        private Instant removed = Instant.MAX;

        void remove(Instant now, int days) {
            place = days == 0 ? Place.GONE : Place.IN_BIN;
            exit = now.plus(Duration.ofDays(days));
            removed = now;
        }

        boolean isThere() {
            return place == Place.THERE;
        }

        boolean isInBin(Instant now) {
            return place == Place.IN_BIN && exit.isAfter(now);
        }
    }

    private record Snapshot(int content, Thing thing) {}

    private record Image(int name, int snapshot, Thing thing) {}

    private final List<Snapshot> snapshots = new ArrayList<>();
    private final List<Image> images = new ArrayList<>();
    private int snapshotDays;
    private int imageDays;
    private Instant now;

    RecycleBinModel(Instant now) {
        this.now = now;
    }

    int snapshots() {
        return snapshots.size();
    }

    int images() {
        return images.size();
    }

    Instant now() {
        return now;
    }

    Set<Integer> snapshotsThere() {
        return numbers(snapshots.stream().map(Snapshot::thing).toList(), false);
    }

    Set<Integer> snapshotsInBin() {
        return numbers(snapshots.stream().map(Snapshot::thing).toList(), true);
    }

    Set<Integer> imagesThere() {
        return numbers(images.stream().map(Image::thing).toList(), false);
    }

    Set<Integer> imagesInBin() {
        return numbers(images.stream().map(Image::thing).toList(), true);
    }

    private Set<Integer> numbers(List<Thing> things, boolean inBin) {
        Set<Integer> numbers = new LinkedHashSet<>();
        for (int i = 0; i < things.size(); i++) {
            if (inBin ? things.get(i).isInBin(now) : things.get(i).isThere()) {
                numbers.add(i);
            }
        }
        return numbers;
    }

    /** What is on the disks of all snapshots that are there or can be brought back. */
    Set<Integer> neededContents() {
        Set<Integer> needed = new HashSet<>();
        for (Snapshot snapshot : snapshots) {
            if (snapshot.thing().isThere() || snapshot.thing().isInBin(now)) {
                needed.add(snapshot.content());
            }
        }
        return needed;
    }

    /** What is on the disk of a snapshot. */
    int content(int snapshot) {
        return snapshots.get(snapshot).content();
    }

    /** Does it, or says how it is refused. Nothing happens where there is nothing of the kind yet. */
    Optional<ErrorCode> apply(Action action) {
        return Optional.ofNullable(
                switch (action) {
                    case Action.Upload upload -> {
                        snapshots.add(new Snapshot(upload.content(), new Thing()));
                        yield null;
                    }
                    case Action.Register register -> register(register.snapshot() % snapshots.size(), register.name());
                    case Action.Copy copy -> copy(images.get(copy.image() % images.size()), copy.name());
                    case Action.Deregister deregister ->
                        deregister(images.get(deregister.image() % images.size()), deregister.withSnapshots());
                    case Action.Delete delete -> delete(delete.snapshot() % snapshots.size());
                    case Action.RestoreSnapshot restore ->
                        restore(snapshots.get(restore.snapshot() % snapshots.size()));
                    case Action.RestoreImage restore -> restore(images.get(restore.image() % images.size()));
                    case Action.Keep keep -> {
                        snapshotDays = keep.snapshotDays();
                        imageDays = keep.imageDays();
                        yield null;
                    }
                    case Action.Pass pass -> {
                        now = now.plus(Duration.ofHours(pass.hours()));
                        yield null;
                    }
                    case Action.Collect _ -> null;
                });
    }

    private @Nullable ErrorCode register(int snapshot, int name) {
        if (!snapshots.get(snapshot).thing().isThere()) {
            return ErrorCode.INVALID_SNAPSHOT_NOT_FOUND;
        }
        if (isTaken(name)) {
            return ErrorCode.INVALID_AMI_NAME_DUPLICATE;
        }
        images.add(new Image(name, snapshot, new Thing()));
        return null;
    }

    private @Nullable ErrorCode copy(Image source, int name) {
        if (!source.thing().isThere()) {
            return ErrorCode.INVALID_AMIID_NOT_FOUND;
        }
        if (isTaken(name)) {
            return ErrorCode.INVALID_AMI_NAME_DUPLICATE;
        }
        snapshots.add(new Snapshot(snapshots.get(source.snapshot()).content(), new Thing()));
        images.add(new Image(name, snapshots.size() - 1, new Thing()));
        return null;
    }

    private @Nullable ErrorCode deregister(Image image, boolean withSnapshots) {
        if (!image.thing().isThere()) {
            return image.thing().removed.plus(KNOWN).isBefore(now)
                    ? ErrorCode.INVALID_AMIID_NOT_FOUND
                    : ErrorCode.INVALID_AMIID_UNAVAILABLE;
        }
        image.thing().remove(now, imageDays);
        if (withSnapshots) {
            // One that another image needs is skipped.
            ErrorCode _ = delete(image.snapshot());
        }
        return null;
    }

    private @Nullable ErrorCode delete(int number) {
        Snapshot snapshot = snapshots.get(number);
        if (!snapshot.thing().isThere()) {
            return ErrorCode.INVALID_SNAPSHOT_NOT_FOUND;
        }
        boolean used = images.stream().anyMatch(image -> image.thing().isThere() && image.snapshot() == number);
        if (used) {
            return ErrorCode.INVALID_SNAPSHOT_IN_USE;
        }
        snapshot.thing().remove(now, snapshotDays);
        return null;
    }

    private @Nullable ErrorCode restore(Snapshot snapshot) {
        if (!snapshot.thing().isInBin(now)) {
            return ErrorCode.INVALID_SNAPSHOT_NOT_FOUND;
        }
        snapshot.thing().place = Place.THERE;
        return null;
    }

    private @Nullable ErrorCode restore(Image image) {
        if (!image.thing().isInBin(now)) {
            return ErrorCode.INVALID_AMIID_NOT_FOUND;
        }
        if (!snapshots.get(image.snapshot()).thing().isThere()) {
            return ErrorCode.INVALID_SNAPSHOT_NOT_FOUND;
        }
        if (isTaken(image.name())) {
            return ErrorCode.INVALID_AMI_NAME_DUPLICATE;
        }
        image.thing().place = Place.THERE;
        return null;
    }

    private boolean isTaken(int name) {
        return images.stream().anyMatch(image -> image.thing().isThere() && image.name() == name);
    }
}
