package io.countersign.identity;

import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserRequest;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.core.user.OAuth2User;

/**
 * Lets in from an identity provider only who is a person of the desk: a user of the
 * engine with that name and at least one group. Roles stay the engine's.
 */
class KnownPeople {

	private final EngineAccounts accounts;

	KnownPeople(EngineAccounts accounts) {
		this.accounts = accounts;
	}

	OAuth2UserService<OAuth2UserRequest, OAuth2User> oauth2() {
		DefaultOAuth2UserService service = new DefaultOAuth2UserService();
		return (request) -> known(service.loadUser(request));
	}

	OAuth2UserService<OidcUserRequest, OidcUser> openIdConnect() {
		OidcUserService service = new OidcUserService();
		return (request) -> known(service.loadUser(request));
	}

	private <T extends OAuth2User> T known(T user) {
		if (this.accounts.groupsOf(user.getName()).isEmpty()) {
			throw new OAuth2AuthenticationException(new OAuth2Error("unknown_person"),
					"'" + user.getName() + "' is no person of the desk");
		}
		return user;
	}

}
