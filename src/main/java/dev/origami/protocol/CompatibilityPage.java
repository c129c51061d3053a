package dev.origami.protocol;

import dev.origami.api.Operation;
import dev.origami.api.OperationTable;
import dev.origami.api.RequestModel;
import dev.origami.api.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** Prints what of the API is built, from the operations' own declarations, so that the page cannot say anything else. */
public final class CompatibilityPage {
    private static final String MARK =
            "<!-- From here on this page is printed from the declarations of the operations. -->";

    private CompatibilityPage() {}

    /** The page with what a person wrote above the mark kept, and everything below it printed anew. */
    public static String update(String page, OperationTable table) {
        int mark = page.indexOf(MARK);
        if (mark < 0) {
            throw new IllegalArgumentException("the page has no line " + MARK);
        }
        return page.substring(0, mark) + MARK + "\n\n" + print(table);
    }

    private static String print(OperationTable table) {
        StringBuilder page = new StringBuilder();
        for (Service service : Service.values()) {
            List<Operation<?, ?>> operations = table.of(service);
            page.append("## ").append(service.scopeName()).append(": ").append(operations.size());
            page.append(operations.size() == 1 ? " operation\n\n" : " operations\n\n");
            operations.forEach(operation -> print(operation, page));
        }
        SortedSet<String> missing = Ec2Operations.load().sorted();
        table.of(Service.EC2).forEach(operation -> missing.remove(operation.name()));
        return page.append("## Operations of EC2 that are not built (")
                .append(missing.size())
                .append(")\n\nThey answer `UnsupportedOperation`.\n\n")
                .append(String.join(", ", missing))
                .append("\n")
                .toString();
    }

    private static void print(Operation<?, ?> operation, StringBuilder page) {
        page.append("### ").append(operation.name()).append("\n\n");
        List<String> honoured = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (String path :
                RequestModel.leaves(operation.service(), operation.draft().members())) {
            if (operation.isHonoured(path)) {
                honoured.add(path);
            } else {
                refused.add(path);
            }
        }
        SortedMap<String, Set<String>> harmless = operation.harmless();
        refused.removeAll(harmless.keySet());
        line("Required", List.copyOf(operation.required()), page);
        line("Honoured", honoured, page);
        line(
                "Only with the value that changes nothing",
                harmless.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + String.join("|", entry.getValue()))
                        .toList(),
                page);
        line("Refused", refused, page);
        page.append('\n');
    }

    private static void line(String title, List<String> paths, StringBuilder page) {
        if (!paths.isEmpty()) {
            String list = paths.stream().map(path -> "`" + path + "`").collect(Collectors.joining(", "));
            page.append("- ").append(title).append(": ").append(list).append('\n');
        }
    }
}
