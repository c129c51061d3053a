package dev.origami.image;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far an image is (source section 4.1). */
public sealed interface ImageState {
    /** Its snapshots are being made. */
    record Pending() implements ImageState {}

    /** It can be launched. */
    record Available() implements ImageState {}

    /** It could not be made, for the reason that its owner is told. */
    record Failed(String code, String message) implements ImageState {}

    /**
     * It was available, and blocks of its snapshots are lost since.
     *
     * @param message what is lost, for the user
     */
    record Damaged(String message) implements ImageState {
        /** EC2's word for a fault of its own, in a state reason. */
        public static final String CODE = "Server.InternalError";
    }

    /** Its owner keeps it and lets nobody use it (source section 1.3). */
    record Disabled() implements ImageState {}

    /**
     * Its owner took it back.
     *
     * @param bin how it can be brought back from the Recycle Bin; null: not at all
     */
    record Deregistered(Instant at, @Nullable InBin bin) implements ImageState {
        /** One that is gone for good. */
        Deregistered(Instant at) {
            this(at, null);
        }
    }

    /**
     * The way back from the Recycle Bin.
     *
     * @param exitTime when it ends
     * @param disabled whether the image comes back disabled
     */
    record InBin(Instant exitTime, boolean disabled) {}

    /** EC2's word for it. */
    default String wire() {
        return switch (this) {
            case Pending _ -> "pending";
            case Available _ -> "available";
            case Failed _ -> "failed";
            case Damaged _ -> "error";
            case Disabled _ -> "disabled";
            case Deregistered _ -> "deregistered";
        };
    }
}
