package io.countersign.identity;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code countersign.identity.*}.
 *
 * @param subsidiaries the subsidiaries for which groups such as {@code clm-DE} are kept
 * @param resellerClaim the claim of a bearer token that holds the reseller's code
 * @param loginFailuresPerMinute wrong passwords taken from one network address in a
 * minute before further ones are refused unread
 * @param firstOperator who becomes operator on an installation that has none; absent:
 * nobody
 */
@ConfigurationProperties("countersign.identity")
record IdentityProperties(@DefaultValue( {
		"DE", "FR" }) List<String> subsidiaries, @DefaultValue("client_id") String resellerClaim,
		@DefaultValue("20") int loginFailuresPerMinute, FirstOperator firstOperator){

	/**
	 * The first account of a new installation.
	 *
	 * @param password at least 16 characters; used once, when the account is created
	 */
	record FirstOperator(@DefaultValue("operator") String user, String password) {

		FirstOperator {
			if (password == null || password.length() < 16) {
				throw new IllegalArgumentException(
						"countersign.identity.first-operator.password needs at least 16 characters.");
			}
		}

		@Override
		public String toString() {
			return "FirstOperator[user=" + this.user + "]";
		}

	}

}
