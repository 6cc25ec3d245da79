package io.countersign.agreement;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.countersign.agreement.Arrivals.Upload;
import io.countersign.kernel.Foreign;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;

import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/**
 * The parts of a request that carries a package: its facts and its documents.
 *
 * @param facts JSON as it arrived
 */
record PackageParts(byte[] facts, List<Upload> documents) {

	/**
	 * Takes the parts of a request.
	 * @throws Refusal if one is missing, unknown, without a name or there twice
	 */
	static PackageParts of(MultipartHttpServletRequest request) {
		return new PackageParts(facts(request), documents(request));
	}

	private static byte[] facts(MultipartHttpServletRequest request) {
		try {
			MultipartFile part = request.getFile("package");
			if (part != null) {
				return part.getBytes();
			}
			String field = request.getParameter("package");
			if (field != null) {
				return field.getBytes(StandardCharsets.UTF_8);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		throw new Refusal(Kind.MALFORMED, "part-missing",
				"The part 'package' is missing. Send the package's facts as JSON in a part of that name.");
	}

	private static List<Upload> documents(MultipartHttpServletRequest request) {
		List<Upload> uploads = new ArrayList<>();
		refuseAmbiguousParts(request);
		for (MultipartFile part : request.getFiles("documents")) {
			String fileName = part.getOriginalFilename();
			if (fileName == null || fileName.isBlank()) {
				throw documentWithoutName();
			}
			try {
				uploads.add(new Upload(fileName, part.getBytes()));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return uploads;
	}

	/**
	 * Parts without a file name are form fields, which are left alone where nobody asks
	 * for them: a document would be lost without a word.
	 */
	private static void refuseAmbiguousParts(MultipartHttpServletRequest request) {
		int packages = 0;
		try {
			for (Part part : request.getParts()) {
				if (part.getName().equals("package")) {
					packages++;
				}
				else if (!part.getName().equals("documents")) {
					throw new Refusal(Kind.MALFORMED, "part-unknown",
							"The part '%s' is not known here. Send 'package' and 'documents'."
								.formatted(Foreign.shortened(part.getName())));
				}
				else if (part.getSubmittedFileName() == null) {
					throw documentWithoutName();
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (ServletException ex) {
			throw new IllegalStateException(ex);
		}
		if (packages > 1) {
			throw new Refusal(Kind.MALFORMED, "part-twice",
					"The part 'package' is there %d times. Send it once.".formatted(packages));
		}
	}

	private static Refusal documentWithoutName() {
		return new Refusal(Kind.MALFORMED, "document-without-name",
				"A part 'documents' has no file name. Send each PDF with the name that package.documents lists.");
	}

}
