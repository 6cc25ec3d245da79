package io.countersign.imports;

import java.util.List;

import io.countersign.identity.Caller;
import io.countersign.identity.Role;

/**
 * Which imports a caller may see: a reseller those of its packages; people of the desk
 * those that colleagues of their own desks uploaded.
 *
 * @param condition on {@code countersign.bulk_import}, in SQL
 * @param values of its parameters
 */
record Visible(String condition, List<Object> values) {

	static Visible to(Caller caller) {
		if (caller.isReseller()) {
			return new Visible("kind = 'PACKAGES' and reseller = ?", List.of(caller.id()));
		}
		if (caller.readsEverything()) {
			return new Visible("true", List.of());
		}
		if (caller.has(Role.CLM) || caller.has(Role.CLM_LEAD)) {
			return new Visible("by_desk and subsidiaries <> '{}' and subsidiaries <@ ?::varchar[]",
					List.of((Object) caller.subsidiaries().toArray(String[]::new)));
		}
		return new Visible("false", List.of());
	}

}
