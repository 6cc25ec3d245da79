package io.countersign.imports;

import java.util.List;

import io.countersign.identity.Caller;
import io.countersign.identity.Role;
import io.countersign.imports.Imports.Stored;

/**
 * Which imports a caller may see, and which rows of them: a reseller those of its
 * packages; people of the desk those that colleagues of their own desks uploaded, and of
 * those that resellers sent themselves the rows that became agreements of their desks. A
 * row that became none is nobody's but the reseller's: which desk it would have come to
 * was never found out.
 *
 * @param condition on {@code countersign.bulk_import}, in SQL
 * @param values of its parameters
 * @param desks whose rows of resellers' imports may be seen; {@code null} where every row
 * may
 */
record Visible(String condition, List<Object> values, String[] desks) {

	static Visible to(Caller caller) {
		if (caller.isReseller()) {
			return new Visible("kind = 'PACKAGES' and reseller = ?", List.of(caller.id()), null);
		}
		if (caller.readsEverything()) {
			return new Visible("true", List.of(), null);
		}
		if (caller.has(Role.CLM) || caller.has(Role.CLM_LEAD)) {
			String[] desks = caller.subsidiaries().toArray(String[]::new);
			return new Visible(
					"(by_desk and subsidiaries <> '{}' and subsidiaries <@ ?::varchar[] or not by_desk and id in (select import from countersign.bulk_import_row where subsidiary = any (?::varchar[])))",
					List.of(desks, desks), desks);
		}
		return new Visible("false", List.of(), new String[0]);
	}

	/** Whether the caller may see only some rows of an import. */
	boolean partly(Stored stored) {
		return this.desks != null && !stored.byDesk();
	}

}
