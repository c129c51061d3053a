package dev.origami.api;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** An answer as it went over the wire, looked into by path. */
public record Answer(String xml) {
    /** The text at a path below the root, for example {@code instancesSet/item/instanceId}; empty when there is none. */
    public String text(String path) {
        List<String> all = texts(path);
        return all.isEmpty() ? "" : all.getFirst();
    }

    public boolean has(String path) {
        return !texts(path).isEmpty();
    }

    public List<String> texts(String path) {
        try {
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)));
            NodeList nodes = (NodeList)
                    XPathFactory.newInstance().newXPath().evaluate("/*/" + path, document, XPathConstants.NODESET);
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < nodes.getLength(); i++) {
                texts.add(nodes.item(i).getTextContent());
            }
            return texts;
        } catch (Exception e) {
            throw new IllegalStateException(xml, e);
        }
    }
}
