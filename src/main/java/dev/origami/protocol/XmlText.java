package dev.origami.protocol;

import java.util.List;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;

/** XML as it is built: elements, escaped text, and the members of wire types (source section 10.2). */
final class XmlText {
    private static final String ITEM = "item";
    private static final char REPLACEMENT = '\uFFFD';

    private final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

    XmlText open(String element) {
        text.append('<').append(element).append('>');
        return this;
    }

    XmlText open(String element, String namespace) {
        text.append('<').append(element).append(" xmlns=\"").append(namespace).append("\">");
        return this;
    }

    XmlText close(String element) {
        text.append("</").append(element).append('>');
        return this;
    }

    XmlText element(String element, String content) {
        open(element);
        escape(content);
        return close(element);
    }

    /** Writes the members that are there. A list that is there and empty is an empty element. */
    XmlText members(SdkPojo structure) {
        for (SdkField<?> field : structure.sdkFields()) {
            Object value = field.getValueOrDefault(structure);
            if (value != null && !Absent.isAbsent(value)) {
                open(field.unmarshallLocationName());
                content(field, value);
                close(field.unmarshallLocationName());
            }
        }
        return this;
    }

    private void content(SdkField<?> field, Object value) {
        if (value instanceof List<?> list) {
            ListTrait trait = field.getRequiredTrait(ListTrait.class);
            String item = trait.memberLocationName() == null ? ITEM : trait.memberLocationName();
            for (Object each : list) {
                open(item);
                content(trait.memberFieldInfo(), each);
                close(item);
            }
        } else if (value instanceof SdkPojo structure) {
            members(structure);
        } else if (field.marshallingType().getKnownType() == MarshallingKnownType.MAP) {
            throw new IllegalStateException("no form is known for the map " + field.memberName());
        } else {
            escape(WireText.print(value));
        }
    }

    /** Escapes what has a meaning in XML; what XML cannot carry at all becomes the replacement character. */
    private void escape(String content) {
        for (int i = 0; i < content.length(); i += Character.charCount(content.codePointAt(i))) {
            int c = content.codePointAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                // A parser would turn it into a line feed.
                case '\r' -> text.append("&#13;");
                default -> text.appendCodePoint(isXml(c) ? c : REPLACEMENT);
            }
        }
    }

    private static boolean isXml(int c) {
        return c == '\t'
                || c == '\n'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= Character.MIN_SUPPLEMENTARY_CODE_POINT;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
