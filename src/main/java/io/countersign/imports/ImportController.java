package io.countersign.imports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.countersign.identity.Caller;
import io.countersign.identity.Callers;
import io.countersign.imports.ImportService.Accepted;
import io.countersign.imports.ImportService.Upload;
import io.countersign.kernel.Foreign;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/** Imports over HTTP. */
@RestController
@RequestMapping("/api/v1/imports")
@Tag(name = "Imports", description = "Many packages, or running agreements, in one CSV file or workbook")
class ImportController {

	private static final MediaType WORKBOOK = MediaType
		.parseMediaType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

	private static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=UTF-8");

	private static final Set<String> PARTS = Set.of("file", "documents", "kind", "reseller");

	private final ImportService service;

	private final ImportViews views;

	private final Callers callers;

	ImportController(ImportService service, ImportViews views, Callers callers) {
		this.service = service;
		this.views = views;
		this.callers = callers;
	}

	@PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
	@Operation(operationId = "beginImport", summary = "Send a file; its rows are worked off afterwards")
	ResponseEntity<ImportAnswer> begin(@RequestHeader(name = "Idempotency-Key", required = false) String key,
			@Parameter(hidden = true) @RequestParam(defaultValue = "packages") String kind,
			@Parameter(hidden = true) @RequestParam(required = false) String reseller,
			MultipartHttpServletRequest request) {
		refuseAmbiguousParts(request);
		Caller caller = this.callers.current();
		MultipartFile file = request.getFile("file");
		if (file == null) {
			throw new Refusal(Kind.MALFORMED, "part-missing",
					"The part 'file' is missing. Send a CSV file or a workbook (.xlsx) in a part of that name, with its file name.");
		}
		MultipartFile documents = request.getFile("documents");
		Accepted accepted = this.service.begin(caller, new Upload(ImportKind.of(kind), reseller, key,
				file.getOriginalFilename(), bytes(file), (documents != null) ? bytes(documents) : null));
		ResponseEntity.BodyBuilder answer = ResponseEntity.accepted()
			.location(URI.create("/api/v1/imports/" + accepted.id()));
		if (accepted.repeated()) {
			answer.header("Idempotent-Replay", "true");
		}
		return answer.body(answer(accepted.id(), caller, null, 0, 1));
	}

	@GetMapping
	@Operation(operationId = "listImports", summary = "Imports the caller may see, newest first")
	ImportViews.Page<ImportViews.View> list(@RequestParam(defaultValue = "0") int page,
			@RequestParam(defaultValue = "50") int size) {
		return this.views.list(this.callers.current(), page, size);
	}

	@GetMapping("/{id}")
	@Operation(operationId = "readImport", summary = "Progress, and what became of each row")
	ImportAnswer read(@PathVariable String id, @RequestParam(required = false) String state,
			@RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "50") int size) {
		return answer(id, this.callers.current(), state, page, size);
	}

	@PostMapping("/{id}/stop")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	@Operation(operationId = "stopImport", summary = "Leave the remaining rows alone until the import is resumed")
	void stop(@PathVariable String id) {
		this.service.stop(this.callers.current(), id);
	}

	@PostMapping("/{id}/resume")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	@Operation(operationId = "resumeImport", summary = "Go on with a stopped import")
	void resume(@PathVariable String id) {
		this.service.resume(this.callers.current(), id);
	}

	@GetMapping("/{id}/errors.xlsx")
	@Operation(operationId = "readImportErrors", summary = "The rows to mend, as a workbook that can be sent again")
	ResponseEntity<byte[]> errors(@PathVariable String id) {
		return file(id + "-errors.xlsx", WORKBOOK, this.service.errors(this.callers.current(), id));
	}

	@GetMapping("/templates/{kind:packages|running}.{format:xlsx|csv}")
	@Operation(operationId = "readImportTemplate", summary = "A file to fill in, with an example row")
	ResponseEntity<byte[]> template(@PathVariable String kind, @PathVariable String format) {
		boolean workbook = format.equals("xlsx");
		return file(kind + "." + format, workbook ? WORKBOOK : CSV,
				this.service.template(ImportKind.of(kind), workbook));
	}

	private static ResponseEntity<byte[]> file(String name, MediaType type, byte[] bytes) {
		return ResponseEntity.ok()
			.contentType(type)
			.header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment().filename(name).build().toString())
			.header("X-Content-Type-Options", "nosniff")
			.body(bytes);
	}

	private ImportAnswer answer(String id, Caller caller, String state, int page, int size) {
		return new ImportAnswer(this.views.find(id, caller), this.views.rows(id, caller, state, page, size));
	}

	/**
	 * Two files under one name, or a part nobody asks for, would be lost without a word.
	 */
	private static void refuseAmbiguousParts(MultipartHttpServletRequest request) {
		try {
			for (Part part : request.getParts()) {
				if (!PARTS.contains(part.getName())) {
					throw new Refusal(Kind.MALFORMED, "part-unknown",
							"The part '%s' is not known here. Send 'file', and if need be 'documents', 'kind' and 'reseller'."
								.formatted(Foreign.shortened(part.getName())));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (ServletException ex) {
			throw new IllegalStateException(ex);
		}
		for (String part : List.of("file", "documents")) {
			if (request.getFiles(part).size() > 1) {
				throw new Refusal(Kind.MALFORMED, "part-twice", "The part '%s' is there twice.".formatted(part));
			}
			if (request.getParameterMap().containsKey(part)) {
				throw new Refusal(Kind.MALFORMED, "part-without-name",
						"The part '%s' has no file name. Send it as a file.".formatted(part));
			}
		}
	}

	private static byte[] bytes(MultipartFile part) {
		try {
			return part.getBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * An import with a page of its rows.
	 */
	record ImportAnswer(@JsonUnwrapped ImportViews.View progress, ImportViews.Page<ImportViews.RowView> results) {
	}

}
