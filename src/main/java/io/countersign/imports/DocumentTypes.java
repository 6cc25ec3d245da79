package io.countersign.imports;

import java.io.ByteArrayInputStream;
import java.io.IOException;

import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;

import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.ext.DefaultHandler2;

/**
 * Finds out whether XML declares a document type, by its beginning, in whichever
 * encoding. Nothing of the declaration itself is read. It is here to say so plainly: POI
 * refuses every document type by itself, also one that comes later.
 */
final class DocumentTypes {

	/** So many bytes tell, unless comments come first that nobody writes. */
	static final int LONGEST_BEGINNING = 8192;

	private DocumentTypes() {
	}

	/**
	 * Whether XML declares a document type. What is no XML declares none.
	 * @param beginning its first bytes
	 */
	static boolean declaredIn(byte[] beginning) {
		Prolog prolog = new Prolog();
		try {
			XMLReader reader = reader();
			reader.setContentHandler(prolog);
			reader.setErrorHandler(prolog);
			reader.setEntityResolver(prolog);
			reader.setProperty("http://xml.org/sax/properties/lexical-handler", prolog);
			reader.parse(new InputSource(new ByteArrayInputStream(beginning)));
		}
		catch (SAXException | IOException ex) {
			// Stopped by the prolog, cut off, of an unknown encoding, or no XML at all.
			return prolog.declared;
		}
		return prolog.declared;
	}

	private static XMLReader reader() throws SAXException {
		try {
			SAXParserFactory parsers = SAXParserFactory.newDefaultInstance();
			parsers.setNamespaceAware(true);
			parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
			parsers.setFeature("http://xml.org/sax/features/external-general-entities", false);
			parsers.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
			parsers.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
			return parsers.newSAXParser().getXMLReader();
		}
		catch (ParserConfigurationException ex) {
			throw new IllegalStateException("The parser of the JDK knows these features", ex);
		}
	}

	/** Stops at the document type, or at the first element. */
	private static final class Prolog extends DefaultHandler2 {

		private boolean declared;

		@Override
		public void startDTD(String name, String publicId, String systemId) throws SAXException {
			this.declared = true;
			throw new SAXException("A document type is declared");
		}

		@Override
		public void startElement(String uri, String localName, String name, Attributes attributes) throws SAXException {
			throw new SAXException("No document type is declared");
		}

		@Override
		public InputSource resolveEntity(String name, String publicId, String baseUri, String systemId)
				throws SAXException {
			throw new SAXException("Nothing is fetched");
		}

		@Override
		public void fatalError(SAXParseException ex) throws SAXException {
			throw ex;
		}

	}

}
