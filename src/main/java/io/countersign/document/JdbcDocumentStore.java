package io.countersign.document;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Documents in table {@code countersign.document}. */
@Repository
class JdbcDocumentStore implements DocumentStore {

	private final JdbcTemplate jdbc;

	private final PagePictures pictures;

	private final Clock clock;

	JdbcDocumentStore(JdbcTemplate jdbc, PagePictures pictures, Clock clock) {
		this.jdbc = jdbc;
		this.pictures = pictures;
		this.clock = clock;
	}

	@Override
	public void store(Collection<Content> contents) {
		if (contents.isEmpty()) {
			return;
		}
		Timestamp now = Timestamp.from(this.clock.instant());
		// Sorted, so that two submissions of the same documents wait for each other in
		// one order. One statement for all: the driver would split a batch into several.
		List<Object> values = new ArrayList<>();
		contents.stream()
			.sorted(Comparator.comparing(Content::sha256))
			.forEach((content) -> values
				.addAll(List.of(content.sha256(), content.bytes(), content.bytes().length, content.pages(), now)));
		this.jdbc.update("insert into countersign.document (sha256, content, size, pages, stored_at) values "
				+ String.join(", ", Collections.nCopies(contents.size(), "(?, ?, ?, ?, ?)"))
				+ " on conflict do nothing", values.toArray());
	}

	@Override
	public Optional<Content> find(String sha256) {
		return this.jdbc
			.query("select content, pages from countersign.document where sha256 = ?",
					(row, number) -> new Content(sha256, row.getBytes(1), row.getInt(2)), sha256)
			.stream()
			.findFirst();
	}

	@Override
	public Optional<byte[]> page(String sha256, int page) {
		return this.pictures.of(sha256, page, () -> find(sha256).map(Content::bytes));
	}

}
