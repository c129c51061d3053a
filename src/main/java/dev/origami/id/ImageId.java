package dev.origami.id;

import dev.origami.error.ErrorCode;
import java.util.stream.Stream;

/**
 * The id of an image: {@code ami-} (of a machine), {@code aki-} (a kernel) or {@code ari-} (a RAM disk), and 17 (or, from
 * old days, 8) lower-case hexadecimal digits.
 */
public record ImageId(String value) implements ResourceId {
    public static final String PREFIX = ImageKind.MACHINE.prefix();

    public ImageId {
        IdForm.require(kind(value).prefix(), value, ErrorCode.INVALID_AMIID_MALFORMED);
    }

    /** A new id of a machine image, never given before. */
    public static ImageId create() {
        return create(ImageKind.MACHINE);
    }

    /** A new id, never given before. */
    public static ImageId create(ImageKind kind) {
        return new ImageId(IdForm.create(kind.prefix()));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static ImageId parse(String value) {
        return new ImageId(value);
    }

    /** What it is of. */
    public ImageKind kind() {
        return kind(value);
    }

    private static ImageKind kind(String value) {
        return Stream.of(ImageKind.values())
                .filter(kind -> value.startsWith(kind.prefix() + "-"))
                .findFirst()
                .orElse(ImageKind.MACHINE);
    }

    @Override
    public String toString() {
        return value;
    }
}
