package dev.origami.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.RequestSpotLaunchSpecification;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * What a launch template says, as JSON by the model's names of members: the form that the AWS CLI takes it in. EC2 has
 * it in three wire types, of a request, of a reply and of a launch, which call everything the same.
 */
final class TemplateData {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPPINGS = "BlockDeviceMappings";
    private static final String IMAGE = "ImageId";
    private static final String EBS = "Ebs";
    private static final String SNAPSHOT = "SnapshotId";

    private final ObjectNode members;

    private TemplateData(ObjectNode members) {
        this.members = members;
    }

    /** What a request for Spot Instances says of the launch, by the same names. */
    static TemplateData of(RequestSpotLaunchSpecification data) {
        return new TemplateData(object(data));
    }

    static TemplateData of(RequestLaunchTemplateData data) {
        return new TemplateData(object(data));
    }

    /** Reads what {@link #json} gave. */
    static TemplateData parse(String json) {
        try {
            return new TemplateData((ObjectNode) JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("launch template data that is no JSON", e);
        }
    }

    String json() {
        return members.toString();
    }

    /**
     * This, with what it does not say as the source has it. Snapshots are not taken over: a volume of another image may
     * be meant.
     */
    TemplateData over(TemplateData source) {
        ObjectNode all = source.members.deepCopy();
        for (JsonNode mapping : all.path(MAPPINGS)) {
            if (mapping.path(EBS) instanceof ObjectNode ebs) {
                JsonNode _ = ebs.remove(SNAPSHOT);
            }
        }
        JsonNode _ = all.setAll(members);
        return new TemplateData(all);
    }

    /** The same with another image; this, where it names none. */
    TemplateData withImage(UnaryOperator<String> other) {
        String image = text(IMAGE);
        if (image == null) {
            return this;
        }
        ObjectNode all = members.deepCopy();
        return new TemplateData(all.put(IMAGE, other.apply(image)));
    }

    ResponseLaunchTemplateData reply() {
        ResponseLaunchTemplateData.Builder reply = ResponseLaunchTemplateData.builder();
        fill(members, reply);
        return reply.build();
    }

    /** The request, with each of its members that it does not say as it is here. */
    RunInstancesRequest under(RunInstancesRequest request) {
        RunInstancesRequest.Builder all = request.toBuilder();
        ObjectNode unsaid = members.deepCopy();
        for (SdkField<?> field : request.sdkFields()) {
            if (isSaid(field.getValueOrDefault(request))) {
                JsonNode _ = unsaid.remove(field.memberName());
            }
        }
        fill(unsaid, all);
        return all.build();
    }

    /** A single value at the end of these names, as text; null when there is none. */
    @Nullable
    String text(String... names) {
        JsonNode node = members;
        for (String name : names) {
            node = node.path(name);
        }
        return node.isValueNode() ? node.asText() : null;
    }

    /** The values that the items of a list have under a name. */
    List<String> texts(String list, String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : members.path(list)) {
            if (item.path(name).isValueNode()) {
                texts.add(item.path(name).asText());
            }
        }
        return texts;
    }

    private static boolean isSaid(@Nullable Object value) {
        return value != null && !(value instanceof SdkAutoConstructList<?>);
    }

    private static ObjectNode object(SdkPojo structure) {
        ObjectNode object = JSON.createObjectNode();
        for (SdkField<?> field : structure.sdkFields()) {
            Object value = field.getValueOrDefault(structure);
            if (value != null && isSaid(value)) {
                object.set(field.memberName(), node(value));
            }
        }
        return object;
    }

    private static JsonNode node(Object value) {
        return switch (value) {
            case SdkPojo structure -> object(structure);
            case List<?> list -> {
                ArrayNode array = JSON.createArrayNode();
                list.forEach(item -> array.add(node(item)));
                yield array;
            }
            case Boolean truth -> JSON.getNodeFactory().booleanNode(truth);
            case Integer number -> JSON.getNodeFactory().numberNode(number);
            default -> JSON.getNodeFactory().textNode(value.toString());
        };
    }

    private static void fill(JsonNode object, SdkPojo structure) {
        for (SdkField<?> field : structure.sdkFields()) {
            JsonNode node = object.get(field.memberName());
            if (node != null) {
                field.set(structure, value(field, node));
            }
        }
    }

    private static Object value(SdkField<?> field, JsonNode node) {
        MarshallingKnownType type = field.marshallingType().getKnownType();
        return switch (type) {
            case STRING -> node.asText();
            case BOOLEAN -> node.asBoolean();
            case INTEGER -> node.asInt();
            case LIST -> {
                SdkField<?> item = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
                List<Object> items = new ArrayList<>();
                node.forEach(each -> items.add(value(item, each)));
                yield items;
            }
            case SDK_POJO -> {
                SdkPojo structure = field.constructor().get();
                fill(node, structure);
                yield ((Buildable) structure).build();
            }
            case LONG, SHORT, BYTE, FLOAT, DOUBLE, BIG_DECIMAL, INSTANT, SDK_BYTES, MAP, DOCUMENT, NULL ->
                throw new IllegalStateException("no launch is told " + field.memberName() + ", of type " + type);
        };
    }
}
