package io.countersign.web;

import java.sql.BatchUpdateException;
import java.sql.SQLException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import static org.hamcrest.Matchers.is;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

/** What only the record refuses is the sender's to mend, never a failure of ours. */
class RecordRefusalTests {

	private final MockMvc mvc = MockMvcBuilders.standaloneSetup(new Refusing())
		.setControllerAdvice(new ProblemAdvice())
		.build();

	@ParameterizedTest
	@CsvSource({ "CS001,409,content-changed", "CS002,403,authority-missing", "CS003,403,segregation-of-duties",
			"CS004,403,prepared-it-yourself", "CS005,409,finding-not-judged", "CS006,422,finding-of-another-kind",
			"CS099,409,record-does-not-allow" })
	void isAProblemWithTheRecordsOwnSentence(String state, int status, String code) throws Exception {
		this.mvc.perform(get("/" + state))
			.andExpect(status().is(status))
			.andExpect(jsonPath("$.code", is(code)))
			.andExpect(jsonPath("$.detail", is("Somebody else has to.")));
	}

	@Test
	void anythingElseOfTheDatabaseStaysOurs() throws Exception {
		this.mvc.perform(get("/23502")).andExpect(status().isInternalServerError());
	}

	@RestController
	static class Refusing {

		@GetMapping("/{state}")
		void refuse(@PathVariable String state) {
			SQLException refused = new SQLException("ERROR: Somebody else has to.\n  Where: PL/pgSQL function", state);
			throw new UncategorizedSQLException("insert", "insert into review", new BatchUpdateException(
					"Batch entry 0 insert … was aborted: " + refused.getMessage(), state, new int[0], refused));
		}

	}

}
