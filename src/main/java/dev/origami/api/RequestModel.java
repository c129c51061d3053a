package dev.origami.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;

/** Which members a request has, by their wire paths without indices, as the wire types themselves tell. */
public final class RequestModel {
    private RequestModel() {}

    /**
     * Whether the path ends in a single value, or a list of such, and not in a structure.
     *
     * @throws IllegalArgumentException when the request has no such member
     */
    static boolean isLeaf(Service service, SdkPojo request, String path) {
        SdkPojo structure = request;
        String[] words = path.split("\\.", -1);
        for (int i = 0; i < words.length; i++) {
            SdkField<?> value = item(member(service, structure, words[i], path));
            boolean leaf = value.marshallingType().getKnownType() != MarshallingKnownType.SDK_POJO;
            if (i == words.length - 1 || leaf) {
                if (i < words.length - 1) {
                    throw new IllegalArgumentException("no request member " + path);
                }
                return leaf;
            }
            structure = value.constructor().get();
        }
        throw new IllegalArgumentException("no request member " + path);
    }

    /** The paths of all leaves of a request. Where a structure contains itself, the inner one is left out. */
    public static List<String> leaves(Service service, SdkPojo request) {
        List<String> paths = new ArrayList<>();
        collect(service, request, "", new HashSet<>(), paths);
        return paths;
    }

    private static void collect(
            Service service, SdkPojo structure, String prefix, Set<Class<?>> above, List<String> paths) {
        if (!above.add(structure.getClass())) {
            return;
        }
        for (SdkField<?> field : structure.sdkFields()) {
            String path = prefix + service.nameOf(field);
            SdkField<?> value = item(field);
            if (value.marshallingType().getKnownType() == MarshallingKnownType.SDK_POJO) {
                collect(service, value.constructor().get(), path + ".", above, paths);
            } else {
                paths.add(path);
            }
        }
        above.remove(structure.getClass());
    }

    private static SdkField<?> member(Service service, SdkPojo structure, String word, String path) {
        for (SdkField<?> field : structure.sdkFields()) {
            if (service.nameOf(field).equals(word)) {
                return field;
            }
        }
        throw new IllegalArgumentException("no request member " + path);
    }

    /** The member itself or, of a list, what the list is of. */
    private static SdkField<?> item(SdkField<?> field) {
        SdkField<?> value = field;
        while (value.marshallingType().getKnownType() == MarshallingKnownType.LIST) {
            value = value.getRequiredTrait(ListTrait.class).memberFieldInfo();
        }
        return value;
    }
}
