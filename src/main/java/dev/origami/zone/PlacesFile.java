package dev.origami.zone;

import dev.origami.id.AccountId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an operator writes of places, a line for each:
 *
 * <pre>
 * # kind, name, and what is said of it
 * region  eu-west-1              blocks /srv/ireland    addresses 127.40.0.0/16
 * zone    us-west-2-lax-1a       addresses 127.41.0.0/16
 * outpost op-0123456789abcdef0   zone us-east-1a  account 111122223333  name "The warehouse"  blocks /srv/warehouse
 * </pre>
 *
 * A relative directory is relative to the file's. Every mistake is told with its line.
 */
public final class PlacesFile {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final Pattern OUTPOST = Pattern.compile("op-[0-9a-f]{17}");
    private static final Pattern RANGE = Pattern.compile("127\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(8|9|[12]\\d|30)");
    private static final int OCTET_MAX = 255;
    private static final Set<String> OF_EACH = Set.of("blocks", "addresses");
    private static final Set<String> OF_OUTPOSTS = Set.of("blocks", "addresses", "zone", "account", "name");

    private final Path file;
    private final List<Outpost> outposts = new ArrayList<>();
    private final Map<String, Place> own = new LinkedHashMap<>();
    private int line;

    private PlacesFile(Path file) {
        this.file = file;
    }

    /**
     * Reads the file.
     *
     * @throws PlacesException what is wrong with it, and in which line
     */
    public static Places read(Path file) throws IOException, PlacesException {
        return new PlacesFile(file).read();
    }

    private Places read() throws IOException, PlacesException {
        for (String text : Files.readAllLines(file)) {
            line++;
            List<String> words = words(text);
            if (!words.isEmpty()) {
                place(words);
            }
        }
        return new Places(outposts, own);
    }

    private void place(List<String> words) throws PlacesException {
        String kind = words.getFirst();
        if (words.size() < 2) {
            throw fault("'" + kind + "' has no name");
        }
        String name = words.get(1);
        Map<String, String> said = said(words.subList(2, words.size()), kind.equals("outpost") ? OF_OUTPOSTS : OF_EACH);
        switch (kind) {
            case "region" -> {
                if (Zones.regions().stream()
                        .noneMatch(facts -> facts.region().name().equals(name))) {
                    throw fault("there is no region '" + name + "'");
                }
            }
            case "zone" -> {
                var _ = zone(name);
            }
            case "outpost" -> outposts.add(outpost(name, said));
            default -> throw fault("'" + kind + "' is no kind of place: region, zone or outpost");
        }
        if (own.putIfAbsent(name, new Place(blocks(said.get("blocks")), addresses(said.get("addresses")))) != null) {
            throw fault("'" + name + "' is there twice");
        }
    }

    private Outpost outpost(String id, Map<String, String> said) throws PlacesException {
        if (!OUTPOST.matcher(id).matches()) {
            throw fault("'" + id + "' is no id of an Outpost: op- and 17 hexadecimal digits");
        }
        String zone = said.get("zone");
        if (zone == null) {
            throw fault("the Outpost has no zone");
        }
        Zone anchor = zone(zone);
        if (anchor.kind() != ZoneKind.AVAILABILITY_ZONE) {
            throw fault("an Outpost hangs on an availability zone, which '" + zone + "' is not");
        }
        String account = said.getOrDefault("account", "");
        if (!AccountId.isAccountId(account)) {
            throw fault("the Outpost has no account, or none of 12 digits: '" + account + "'");
        }
        return new Outpost(id, anchor, new AccountId(account), said.getOrDefault("name", id));
    }

    private Zone zone(String name) throws PlacesException {
        return Zones.named(name).orElseThrow(() -> fault("there is no zone '" + name + "'"));
    }

    private @Nullable Path blocks(@Nullable String text) {
        return text == null ? null : file.toAbsolutePath().resolveSibling(text).normalize();
    }

    private @Nullable String addresses(@Nullable String text) throws PlacesException {
        if (text == null) {
            return null;
        }
        Matcher range = RANGE.matcher(text);
        boolean ok = range.matches();
        for (int octet = 1; ok && octet <= 3; octet++) {
            ok = Integer.parseInt(range.group(octet)) <= OCTET_MAX;
        }
        if (!ok) {
            throw fault("'" + text + "' is no range within 127.0.0.0/8, like 127.40.0.0/16");
        }
        return text;
    }

    private Map<String, String> said(List<String> words, Set<String> known) throws PlacesException {
        Map<String, String> said = new HashMap<>();
        for (int i = 0; i < words.size(); i += 2) {
            String word = words.get(i);
            if (!known.contains(word)) {
                throw fault("'" + word + "' is not one of "
                        + String.join(", ", known.stream().sorted().toList()));
            }
            if (i + 1 == words.size()) {
                throw fault("after '" + word + "' its value is missing");
            }
            if (said.put(word, words.get(i + 1)) != null) {
                throw fault("'" + word + "' is said twice");
            }
        }
        return said;
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find() && !(word.group(2) != null && word.group(2).startsWith("#"))) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        return words;
    }

    private PlacesException fault(String what) {
        return new PlacesException(file + ", line " + line + ": " + what);
    }
}
