package dev.origami.filesystem;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The file {@code os-release}: lines {@code KEY=VALUE}, with the quotes of a shell. */
final class OsRelease {
    private static final int LONGEST_VALUE = 255;

    private OsRelease() {}

    /** Empty when it says neither a name nor an id. */
    static Optional<OperatingSystem> parse(byte[] file) {
        Map<String, String> values = new HashMap<>();
        new String(file, StandardCharsets.UTF_8).lines().map(String::strip).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                String value = unquoted(line.substring(equals + 1));
                // What is shown in terminals and sought by filters is plain text.
                if (!value.isEmpty()
                        && value.length() <= LONGEST_VALUE
                        && value.chars().noneMatch(Character::isISOControl)) {
                    values.put(line.substring(0, equals), value);
                }
            }
        });
        String id = values.get("ID");
        String name = values.getOrDefault("NAME", id);
        return name == null
                ? Optional.empty()
                : Optional.of(new OperatingSystem(id == null ? "linux" : id, name, values.get("VERSION_ID")));
    }

    private static String unquoted(String value) {
        StringBuilder plain = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < value.length(); i++) {
            char letter = value.charAt(i);
            if (letter == '\\' && quote != '\'' && i + 1 < value.length()) {
                i++;
                plain.append(value.charAt(i));
            } else if (quote == 0 && (letter == '"' || letter == '\'')) {
                quote = letter;
            } else if (letter == quote) {
                quote = 0;
            } else {
                plain.append(letter);
            }
        }
        return plain.toString();
    }
}
