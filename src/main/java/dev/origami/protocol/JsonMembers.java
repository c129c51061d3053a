package dev.origami.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.api.Parameter;
import dev.origami.config.WireLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;

/** The members of wire types as JSON, both ways. Members that the model does not know are not looked at. */
final class JsonMembers {
    private final ObjectMapper mapper;
    private final WireText text;

    JsonMembers(WireLimits limits) {
        text = new WireText(limits.shownCharacters());
        mapper = new ObjectMapper(JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depth())
                        .maxStringLength(limits.bodyBytes())
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build());
    }

    /** Fills the members that stand in the body, and adds them to what was given. An empty body is an empty object. */
    void read(SdkBytes body, SdkPojo structure, List<Parameter> given) {
        byte[] bytes = body.asByteArrayUnsafe();
        if (bytes.length == 0) {
            return;
        }
        try {
            if (!(mapper.readTree(bytes) instanceof ObjectNode object)) {
                throw notJson();
            }
            fill(object, structure, "", given);
        } catch (JsonProcessingException e) {
            throw notJson();
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be read", e);
        }
    }

    private static ApiException notJson() {
        return new ApiException(ErrorCode.INVALID_REQUEST, "The request's body must be a JSON object");
    }

    private void fill(ObjectNode object, SdkPojo structure, String prefix, List<Parameter> given) {
        for (SdkField<?> field : structure.sdkFields()) {
            JsonNode node = object.get(field.locationName());
            if (field.location() == MarshallLocation.PAYLOAD && node != null && !node.isNull()) {
                String name = prefix + field.memberName();
                field.set(structure, value(field, node, new Place(name, name), given));
            }
        }
    }

    /** Where a value stands: with the indices of lists, and without. */
    private record Place(String name, String path) {
        Place item(int index) {
            return new Place(name + "." + (index + 1), path);
        }

        /** Of a map. Its keys are the client's own, and no members. */
        Place entry(String key) {
            return new Place(name + "." + key, path);
        }
    }

    private Object value(SdkField<?> field, JsonNode node, Place place, List<Parameter> given) {
        MarshallingKnownType type = field.marshallingType().getKnownType();
        return switch (node) {
            case ObjectNode object
            when type == MarshallingKnownType.SDK_POJO -> {
                SdkPojo structure = field.constructor().get();
                fill(object, structure, place, given);
                yield Built.of(structure);
            }
            case ArrayNode array
            when type == MarshallingKnownType.LIST -> {
                SdkField<?> item = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
                List<Object> items = new ArrayList<>();
                for (int i = 0; i < array.size(); i++) {
                    items.add(value(item, array.get(i), place.item(i), given));
                }
                yield items;
            }
            case ObjectNode object
            when type == MarshallingKnownType.MAP -> {
                SdkField<?> item = field.getRequiredTrait(MapTrait.class).valueFieldInfo();
                Map<String, Object> items = new LinkedHashMap<>();
                for (Map.Entry<String, JsonNode> entry : object.properties()) {
                    items.put(entry.getKey(), value(item, entry.getValue(), place.entry(entry.getKey()), given));
                }
                yield items;
            }
            default -> single(type, node, place, given);
        };
    }

    private void fill(ObjectNode object, SdkPojo structure, Place place, List<Parameter> given) {
        for (SdkField<?> field : structure.sdkFields()) {
            JsonNode node = object.get(field.locationName());
            if (node != null && !node.isNull()) {
                Place below =
                        new Place(place.name() + "." + field.memberName(), place.path() + "." + field.memberName());
                field.set(structure, value(field, node, below, given));
            }
        }
    }

    private Object single(MarshallingKnownType type, JsonNode node, Place place, List<Parameter> given) {
        boolean fits = switch (type) {
            case STRING, SDK_BYTES -> node.isTextual();
            case BOOLEAN -> node.isBoolean();
            case INTEGER, LONG, SHORT, BYTE -> node.isIntegralNumber();
            case FLOAT, DOUBLE, BIG_DECIMAL, INSTANT -> node.isNumber();
            case NULL, SDK_POJO, LIST, MAP, DOCUMENT -> false;
        };
        if (!fits) {
            throw text.invalid(place.name(), node.toString(), "It has the wrong type.");
        }
        Object value = type == MarshallingKnownType.INSTANT
                ? Instant.ofEpochMilli(node.decimalValue().movePointRight(3).longValue())
                : text.parse(type, node.asText(), place.name());
        given.add(new Parameter(place.name(), place.path(), WireText.print(value)));
        return value;
    }

    /** The members of the body as a JSON object. */
    String write(SdkPojo structure) {
        return object(structure).toString();
    }

    /** A JSON object of texts; what has no value is left out. */
    String write(Map<String, @Nullable String> texts) {
        ObjectNode object = mapper.createObjectNode();
        texts.forEach((name, value) -> {
            if (value != null) {
                object.put(name, value);
            }
        });
        return object.toString();
    }

    private ObjectNode object(SdkPojo structure) {
        ObjectNode object = mapper.createObjectNode();
        for (SdkField<?> field : structure.sdkFields()) {
            Object value = field.getValueOrDefault(structure);
            if (field.location() == MarshallLocation.PAYLOAD && value != null && !Absent.isAbsent(value)) {
                object.set(field.locationName(), node(value));
            }
        }
        return object;
    }

    private JsonNode node(Object value) {
        return switch (value) {
            case SdkPojo structure -> object(structure);
            case List<?> list -> {
                ArrayNode array = mapper.createArrayNode();
                list.forEach(item -> array.add(node(item)));
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = mapper.createObjectNode();
                map.forEach((key, item) -> object.set(key.toString(), node(item)));
                yield object;
            }
            case Instant instant ->
                mapper.getNodeFactory()
                        .numberNode(BigDecimal.valueOf(instant.toEpochMilli()).movePointLeft(3));
            case Boolean truth -> mapper.getNodeFactory().booleanNode(truth);
            case Integer number -> mapper.getNodeFactory().numberNode(number);
            case Long number -> mapper.getNodeFactory().numberNode(number);
            case Double number -> mapper.getNodeFactory().numberNode(number);
            case Float number -> mapper.getNodeFactory().numberNode(number);
            default -> mapper.getNodeFactory().textNode(WireText.print(value));
        };
    }
}
