package io.countersign.document;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.Collection;
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
		Timestamp now = Timestamp.from(this.clock.instant());
		// sorted, so that two submissions of the same documents wait for each other in
		// one
		// order
		List<Object[]> rows = contents.stream()
			.sorted(java.util.Comparator.comparing(Content::sha256))
			.map((content) -> new Object[] { content.sha256(), content.bytes(), content.bytes().length, content.pages(),
					now })
			.toList();
		if (!rows.isEmpty()) {
			this.jdbc.batchUpdate("insert into countersign.document (sha256, content, size, pages, stored_at)"
					+ " values (?, ?, ?, ?, ?) on conflict do nothing", rows);
		}
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
