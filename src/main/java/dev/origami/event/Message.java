package dev.origami.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an event says.
 *
 * @param detailType EC2's word for the kind of it: {@code EC2 AMI State Change}
 * @param resources the ARNs of those that it happened to
 * @param detail the rest of it by EC2's names, in an order that is kept
 */
public record Message(String detailType, List<String> resources, Map<String, String> detail) {
    public Message {
        resources = List.copyOf(resources);
        detail = Collections.unmodifiableMap(new LinkedHashMap<>(detail));
    }
}
