package io.countersign.document;

import java.util.Map;
import java.util.Set;

import io.countersign.kernel.Refusal;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;

/**
 * What a contract document must not contain: anything that acts, plays or carries another
 * file. Looked for in every object of the file, reachable or not.
 */
final class ActiveContent {

	/** Keys that never occur in a harmless dictionary, with what they mean. */
	private static final Map<COSName, String> KEYS = Map.of(COSName.getPDFName("JavaScript"), "a script",
			COSName.getPDFName("JS"), "a script", COSName.getPDFName("EmbeddedFiles"), "an attached file",
			COSName.getPDFName("EF"), "an attached file", COSName.getPDFName("XFA"), "an XFA form",
			COSName.getPDFName("RichMediaContent"), "rich media", COSName.getPDFName("RichMediaSettings"),
			"rich media");

	/** Names that say what a dictionary is or does. */
	private static final Map<COSName, String> KINDS = Map.ofEntries(
			Map.entry(COSName.getPDFName("JavaScript"), "a script"),
			Map.entry(COSName.getPDFName("Launch"), "a command to start a program"),
			Map.entry(COSName.getPDFName("ImportData"), "a command to load data"),
			Map.entry(COSName.getPDFName("SubmitForm"), "a command to send data"),
			Map.entry(COSName.getPDFName("GoToE"), "a link into an attached file"),
			Map.entry(COSName.getPDFName("GoToR"), "a link into another file"),
			Map.entry(COSName.getPDFName("Rendition"), "rich media"),
			Map.entry(COSName.getPDFName("EmbeddedFile"), "an attached file"),
			Map.entry(COSName.getPDFName("FileAttachment"), "an attached file"),
			Map.entry(COSName.getPDFName("RichMedia"), "rich media"),
			Map.entry(COSName.getPDFName("Screen"), "rich media"), Map.entry(COSName.getPDFName("Movie"), "rich media"),
			Map.entry(COSName.getPDFName("Sound"), "rich media"), Map.entry(COSName.getPDFName("3D"), "rich media"));

	private static final Set<COSName> KIND_KEYS = Set.of(COSName.S, COSName.SUBTYPE, COSName.TYPE);

	private static final COSName GO_TO = COSName.getPDFName("GoTo");

	private ActiveContent() {
	}

	/**
	 * Checks one dictionary, not what it refers to.
	 * @throws LimitExceeded if it is active
	 */
	static void refuse(COSDictionary dictionary) {
		for (COSName key : dictionary.keySet()) {
			String meaning = KEYS.get(key);
			if (meaning != null) {
				throw active(meaning);
			}
		}
		for (COSName key : KIND_KEYS) {
			if (dictionary.getDictionaryObject(key) instanceof COSName kind && KINDS.containsKey(kind)) {
				throw active(KINDS.get(kind));
			}
		}
	}

	/**
	 * Checks what happens when the document is opened: at most a jump to a page of its
	 * own.
	 */
	static void refuseOpenAction(COSDictionary catalog) {
		COSBase action = catalog.getDictionaryObject(COSName.OPEN_ACTION);
		boolean harmless = action == null || action instanceof COSArray || (action instanceof COSDictionary dictionary
				&& GO_TO.equals(dictionary.getCOSName(COSName.S)) && !dictionary.containsKey(COSName.NEXT));
		if (!harmless) {
			throw active("an action that runs when it is opened");
		}
	}

	private static LimitExceeded active(String what) {
		return new LimitExceeded(Refusal.Kind.UNACCEPTABLE, "document-active-content",
				"contains " + what + ", which contract documents must not. Print it to a new PDF and send that.");
	}

}
