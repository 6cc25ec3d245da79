package io.countersign.specialterms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.countersign.kernel.Foreign;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;

import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/**
 * The parts of a call that asks for terms: what is asked for, and the files that prove
 * it.
 *
 * @param asked JSON as it arrived
 */
record TermsParts(byte[] asked, List<File> evidence) {

	/** A file as it arrived. */
	record File(String name, byte[] bytes) {
	}

	/**
	 * Takes the parts of a call.
	 * @throws Refusal if one is missing, unknown, without a name or there twice
	 */
	static TermsParts of(MultipartHttpServletRequest request) {
		try {
			int requests = 0;
			for (Part part : request.getParts()) {
				if (part.getName().equals("request")) {
					requests++;
				}
				else if (!part.getName().equals("evidence")) {
					throw new Refusal(Kind.MALFORMED, "part-unknown",
							"The part '%s' is not known here. Send 'request' and 'evidence'."
								.formatted(Foreign.shortened(part.getName())));
				}
				else if (part.getSubmittedFileName() == null || part.getSubmittedFileName().isBlank()) {
					throw new Refusal(Kind.MALFORMED, "document-without-name",
							"A part 'evidence' has no file name. Send each PDF with the name that request.evidence lists.");
				}
			}
			if (requests > 1) {
				throw new Refusal(Kind.MALFORMED, "part-twice",
						"The part 'request' is there %d times. Send it once.".formatted(requests));
			}
			return new TermsParts(asked(request), files(request));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (ServletException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] asked(MultipartHttpServletRequest request) throws IOException {
		MultipartFile part = request.getFile("request");
		if (part != null) {
			return part.getBytes();
		}
		String field = request.getParameter("request");
		if (field != null) {
			return field.getBytes(StandardCharsets.UTF_8);
		}
		throw new Refusal(Kind.MALFORMED, "part-missing",
				"The part 'request' is missing. Send what you ask for as JSON in a part of that name.");
	}

	private static List<File> files(MultipartHttpServletRequest request) throws IOException {
		List<File> files = new ArrayList<>();
		for (MultipartFile part : request.getFiles("evidence")) {
			files.add(new File(part.getOriginalFilename(), part.getBytes()));
		}
		return files;
	}

}
