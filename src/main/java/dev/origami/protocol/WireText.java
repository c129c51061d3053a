package dev.origami.protocol;

import dev.origami.error.ApiException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;

/**
 * Single values as text, both ways, as query parameters, headers and XML carry them (source sections 10.1 and 10.2).
 * What cannot be read is refused with the parameter's name and the value.
 */
final class WireText {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,19}");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]{1,40}(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?");
    private static final Pattern TIMESTAMP =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?"
                    + "(Z|[+-][0-9]{2}(:?[0-9]{2})?)");
    private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter ANY_OFFSET = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    private final int shownCharacters;

    WireText(int shownCharacters) {
        this.shownCharacters = shownCharacters;
    }

    /** Reads a value of one of the single types. */
    Object parse(MarshallingKnownType type, String text, String name) {
        return switch (type) {
            case STRING -> text;
            case INTEGER -> (int) whole(text, name, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> whole(text, name, Long.MIN_VALUE, Long.MAX_VALUE);
            case SHORT -> (short) whole(text, name, Short.MIN_VALUE, Short.MAX_VALUE);
            case BYTE -> (byte) whole(text, name, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case FLOAT -> decimal(text, name).floatValue();
            case DOUBLE -> decimal(text, name).doubleValue();
            case BIG_DECIMAL -> decimal(text, name);
            case BOOLEAN -> truth(text, name);
            case INSTANT -> timestamp(text, name);
            case SDK_BYTES -> blob(text, name);
            case NULL, SDK_POJO, LIST, MAP, DOCUMENT ->
                throw new IllegalArgumentException(name + " is no single value: " + type);
        };
    }

    /** Writes a value of one of the single types. */
    static String print(Object value) {
        return switch (value) {
            case Instant instant -> MILLISECONDS.format(instant);
            case SdkBytes bytes -> Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
            case BigDecimal number -> number.toPlainString();
            default -> value.toString();
        };
    }

    private long whole(String text, String name, long least, long most) {
        if (!WHOLE.matcher(text).matches()) {
            throw invalid(name, text, "It must be a whole number.");
        }
        BigDecimal number = new BigDecimal(text);
        if (number.compareTo(BigDecimal.valueOf(least)) < 0 || number.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw invalid(name, text, "It must lie between " + least + " and " + most + ".");
        }
        return number.longValueExact();
    }

    private BigDecimal decimal(String text, String name) {
        if (!DECIMAL.matcher(text).matches()) {
            throw invalid(name, text, "It must be a number.");
        }
        return new BigDecimal(text);
    }

    private boolean truth(String text, String name) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(name, text, "It must be true or false.");
        };
    }

    private Instant timestamp(String text, String name) {
        if (TIMESTAMP.matcher(text).matches()) {
            try {
                return OffsetDateTime.parse(text, ANY_OFFSET).toInstant();
            } catch (DateTimeParseException e) {
                throw invalid(name, text, "It must be a time such as 2026-01-31T00:00:00Z.");
            }
        }
        throw invalid(name, text, "It must be a time such as 2026-01-31T00:00:00Z.");
    }

    private SdkBytes blob(String text, String name) {
        try {
            return SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw invalid(name, text, "It must be base64.");
        }
    }

    ApiException invalid(String name, String value, String why) {
        return ApiException.invalidValue(shown(name), shown(value), why);
    }

    /** The value, cut where it is too long for a message. */
    String shown(String value) {
        return value.length() <= shownCharacters ? value : value.substring(0, shownCharacters) + "...";
    }
}
