package io.countersign.desk;

import java.net.http.HttpResponse;

import io.countersign.CountersignTest;
import io.countersign.specialterms.TermsRows;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** The pages of special terms over HTTP. */
@CountersignTest
class TermsPagesTests {

	private static final String HOSTILE = "<script>alert(1)</script> & \"all\" [[${7*7}]]";

	@Autowired
	private JdbcTemplate jdbc;

	@LocalServerPort
	private int port;

	private DeskVisit mona;

	@BeforeEach
	void start() {
		this.mona = DeskVisit.of("mona", this.port);
	}

	@Test
	void theListHoldsWhatTheReaderMaySeeAndIsFiltered() {
		request("ST-2026-900001", "DE");
		request("ST-2026-900002", "FR");
		assertThat(this.mona.get("/desk/special-terms").body()).contains("ST-2026-900001", "CTM, DISCOUNT", "1 request")
			.doesNotContain("ST-2026-900002");
		assertThat(this.mona.get("/desk/special-terms?q=disc").body()).contains("ST-2026-900001");
		assertThat(this.mona.get("/desk/special-terms?q=100%25").body()).contains("No request fits");
		assertThat(this.mona.get("/desk/special-terms?status=REFUSED").body()).contains("No request fits");
		assertThat(this.mona.get("/desk/special-terms?status=nothing").statusCode()).isEqualTo(400);
		assertThat(this.mona.get("/desk/special-terms?page=-1").statusCode()).isEqualTo(400);
		assertThat(DeskVisit.of("audra", this.port).get("/desk/special-terms").body()).contains("2 requests");
	}

	@Test
	void aRequestShowsItsTermsItsRouteAndWritesWhatComesFromOutsideAsText() {
		request("ST-2026-900001", "DE");
		HttpResponse<String> page = this.mona.get("/desk/special-terms/ST-2026-900001");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.body())
			.contains("&lt;script&gt;alert(1)&lt;/script&gt;", "Legal", "Decides now", "Finance", "Decides afterwards",
					"7,500.00", "3 points", "No file came with the request")
			.doesNotContain("<script>alert")
			.doesNotContainPattern("<[^>]+ (style|on[a-z]+)=");
	}

	@Test
	void aForeignRequestIsAnsweredLikeAnUnknownOne() {
		request("ST-2026-900002", "FR");
		for (String reference : new String[] { "ST-2026-900002", "ST-2026-999999" }) {
			HttpResponse<String> page = this.mona.get("/desk/special-terms/" + reference);
			assertThat(page.statusCode()).isEqualTo(404);
			assertThat(page.body()).contains("There is no such page, or none that you may see")
				.doesNotContain("Contoso");
		}
		String file = "/evidence/" + "a".repeat(64);
		assertThat(this.mona.get("/desk/special-terms/ST-2026-900002" + file).statusCode()).isEqualTo(404);
	}

	private void request(String reference, String subsidiary) {
		TermsRows.request(this.jdbc, reference, subsidiary, "250000.00")
			.term("CTM", "T3", HOSTILE, null)
			.term("DISCOUNT", "T2", null, "3")
			.step(1, 1, "legal", 1)
			.step(2, 2, "finance", 2);
	}

}
