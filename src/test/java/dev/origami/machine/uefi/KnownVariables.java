package dev.origami.machine.uefi;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** What is in EC2's form of a variable store. */
public final class KnownVariables {
    private KnownVariables() {}

    /** By name the values, each byte as a character. */
    public static Map<String, String> of(String base64) throws UefiDataException {
        Map<String, String> values = new TreeMap<>();
        for (UefiVariable variable : UefiDataReader.read(Base64.getDecoder().decode(base64))) {
            byte[] value = new byte[variable.data().remaining()];
            variable.data().duplicate().get(value);
            values.put(variable.name(), new String(value, StandardCharsets.ISO_8859_1));
        }
        return values;
    }
}
