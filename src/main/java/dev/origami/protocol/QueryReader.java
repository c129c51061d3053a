package dev.origami.protocol;

import dev.origami.api.Parameter;
import dev.origami.config.WireLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;

/**
 * Reads query parameters into a request, member by member as its {@code sdkFields()} tell (source section 10.1).
 *
 * <p>Lists may be numbered from 0 or 1, with gaps and in any order. An empty value means not given, except where it
 * says something: {@code NoDevice} and anything called {@code Value}. Names outside the model are not looked at; a
 * known name in a form that its member does not have is refused.
 */
final class QueryReader {
    private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");
    private static final Set<String> EMPTY_SAYS_SOMETHING = Set.of("NoDevice", "Value");

    /** Between a list's name and the index; AWS query has one, EC2 query none. */
    enum ListForm {
        FLAT,
        MEMBER
    }

    private final ListForm lists;
    private final WireText text;
    private final List<Parameter> given = new ArrayList<>();

    private QueryReader(ListForm lists, WireText text) {
        this.lists = lists;
        this.text = text;
    }

    /** Fills the request and returns the members that were given. */
    static List<Parameter> read(Map<String, String> fields, SdkPojo request, ListForm lists, WireLimits limits) {
        QueryReader reader = new QueryReader(lists, new WireText(limits.shownCharacters()));
        reader.structure(ParameterTree.of(fields, limits), request, "");
        return List.copyOf(reader.given);
    }

    /** Whether any member was given. */
    private boolean structure(ParameterTree tree, SdkPojo structure, String pathPrefix) {
        boolean any = false;
        for (SdkField<?> field : structure.sdkFields()) {
            ParameterTree child = tree.child(field.locationName());
            Object value = child == null ? null : value(field, child, pathPrefix + field.locationName());
            if (value != null) {
                field.set(structure, value);
                any = true;
            }
        }
        return any;
    }

    private @Nullable Object value(SdkField<?> field, ParameterTree tree, String path) {
        MarshallingKnownType type = field.marshallingType().getKnownType();
        return switch (type) {
            case SDK_POJO -> {
                requireNoValue(tree);
                SdkPojo structure = field.constructor().get();
                yield structure(tree, structure, path + ".") ? Built.of(structure) : null;
            }
            case LIST -> list(field.getRequiredTrait(ListTrait.class).memberFieldInfo(), tree, path);
            case STRING, INTEGER, LONG, SHORT, BYTE, FLOAT, DOUBLE, BIG_DECIMAL, BOOLEAN, INSTANT, SDK_BYTES ->
                single(type, tree, path);
            case NULL, MAP, DOCUMENT -> throw new IllegalStateException(path + " has the type " + type);
        };
    }

    private @Nullable Object single(MarshallingKnownType type, ParameterTree tree, String path) {
        if (tree.hasChildren()) {
            throw notRecognized(tree.name() + "." + tree.words().iterator().next());
        }
        if (tree.value().isEmpty() && !emptySaysSomething(type, path)) {
            return null;
        }
        Object value = text.parse(type, tree.value(), tree.name());
        given.add(new Parameter(tree.name(), path, WireText.print(value)));
        return value;
    }

    private static boolean emptySaysSomething(MarshallingKnownType type, String path) {
        return (type == MarshallingKnownType.STRING || type == MarshallingKnownType.SDK_BYTES)
                && EMPTY_SAYS_SOMETHING.contains(path.substring(path.lastIndexOf('.') + 1));
    }

    private @Nullable List<Object> list(SdkField<?> item, ParameterTree tree, String path) {
        requireNoValue(tree);
        ParameterTree numbered = tree;
        if (lists == ListForm.MEMBER) {
            ParameterTree member = tree.child("member");
            if (member == null) {
                return null;
            }
            numbered = member;
        }
        List<Object> items = new ArrayList<>();
        for (String word : inOrder(numbered)) {
            ParameterTree child = numbered.child(word);
            Object value = child == null ? null : value(item, child, path);
            if (value != null) {
                items.add(value);
            }
        }
        return items.isEmpty() ? null : items;
    }

    private Iterable<String> inOrder(ParameterTree numbered) {
        TreeMap<Integer, String> byNumber = new TreeMap<>();
        for (String word : numbered.words()) {
            String name = numbered.name() + "." + word;
            if (!INDEX.matcher(word).matches() || byNumber.put(Integer.valueOf(word), word) != null) {
                throw notRecognized(name);
            }
        }
        return byNumber.values();
    }

    private void requireNoValue(ParameterTree tree) {
        if (!tree.value().isEmpty()) {
            throw notRecognized(tree.name());
        }
    }

    private ApiException notRecognized(String name) {
        return new ApiException(
                ErrorCode.UNKNOWN_PARAMETER, "The parameter " + text.shown(name) + " is not recognized");
    }
}
