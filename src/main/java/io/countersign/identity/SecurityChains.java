package io.countersign.identity;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

import jakarta.servlet.DispatcherType;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Who gets where: one chain for each area, and everything that no rule names is denied.
 * Roles are asked for at every request.
 */
@Configuration(proxyBeanMethods = false)
class SecurityChains {

	private static final String DESK_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; "
			+ "base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

	/** The viewer of the API description sets styles on its elements. */
	private static final String API_VIEWER_POLICY = "default-src 'self'; img-src 'self' data:; "
			+ "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'";

	private static final RequestMatcher API_DESCRIPTION = CamundaPaths.any(CamundaPaths.at("/v3/api-docs/**"),
			CamundaPaths.at("/v3/api-docs.yaml"), CamundaPaths.at("/swagger-ui/**"),
			CamundaPaths.at("/swagger-ui.html"));

	private final RequestCallers callers;

	private final EngineAccounts accounts;

	private final Directory directory;

	private final LoginLimit limit;

	private final ProblemWriter problems;

	private final Optional<DemoPeople> demo;

	private final IdentityProperties properties;

	SecurityChains(RequestCallers callers, EngineAccounts accounts, Directory directory, LoginLimit limit,
			ProblemWriter problems, Optional<DemoPeople> demo, IdentityProperties properties) {
		this.callers = callers;
		this.accounts = accounts;
		this.directory = directory;
		this.limit = limit;
		this.problems = problems;
		this.demo = demo;
		this.properties = properties;
	}

	/** The engine's REST interface: Camunda Modeler's deployments, and the operator. */
	@Bean
	@Order(10)
	SecurityFilterChain engineRestChain(HttpSecurity http) throws Exception {
		stateless(http).securityMatcher(CamundaPaths.at("/engine-rest/**"))
			.authenticationProvider(people())
			.httpBasic((basic) -> basic.authenticationEntryPoint(this.problems))
			.authorizeHttpRequests((requests) -> requests
				// What Modeler asks to see whether it is connected, and then to deploy.
				.requestMatchers(CamundaPaths.at(HttpMethod.GET, "/engine-rest/version"),
						CamundaPaths.at(HttpMethod.GET, "/engine-rest/deployment"),
						CamundaPaths.at(HttpMethod.POST, "/engine-rest/deployment/create"))
				.access(holding(Role.PROCESS_OWNER, Role.OPERATOR))
				.anyRequest()
				.access(holding(Role.OPERATOR)))
			.addFilterAfter(new EngineRequestGuard(this.problems), AuthorizationFilter.class);
		return http.build();
	}

	/**
	 * The API: bearer tokens where an issuer is configured, passwords only for trying.
	 */
	@Bean
	@Order(20)
	SecurityFilterChain apiChain(HttpSecurity http, ObjectProvider<JwtDecoder> tokens) throws Exception {
		stateless(http).securityMatcher(CamundaPaths.at("/api/**"))
			.authorizeHttpRequests((requests) -> requests
				// Authenticated by their signature, in the module that takes them.
				.requestMatchers(CamundaPaths.at(HttpMethod.POST, "/api/v1/roc/events"))
				.permitAll()
				.requestMatchers(CamundaPaths.at("/api/v1/**"))
				.access(caller((any) -> true))
				.anyRequest()
				.denyAll())
			.addFilterBefore(new CallerFilter(this.callers, this.accounts), AuthorizationFilter.class);
		if (this.demo.isPresent()) {
			http.authenticationProvider(new PasswordLogin(this.accounts, this.limit, this.demo.get()::isReseller))
				.httpBasic((basic) -> basic.authenticationEntryPoint(this.problems));
		}
		JwtDecoder decoder = tokens.getIfAvailable();
		if (decoder != null) {
			http.oauth2ResourceServer((server) -> server.authenticationEntryPoint(this.problems)
				.accessDeniedHandler(this.problems)
				.jwt((jwt) -> jwt.decoder(decoder)
					.jwtAuthenticationConverter(new ResellerLogin(this.directory, this.properties.resellerClaim()))));
		}
		return http.build();
	}

	/**
	 * Camunda's web applications. They keep their own check against forged requests and
	 * send their own headers.
	 */
	@Bean
	@Order(30)
	SecurityFilterChain camundaChain(HttpSecurity http, LoginPages login) throws Exception {
		http.securityMatcher(CamundaPaths.at("/camunda/**"))
			.csrf(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.headers((headers) -> headers.defaultsDisabled().contentTypeOptions(Customizer.withDefaults()))
			.requestCache((cache) -> cache.requestCache(login.cache()))
			.authorizeHttpRequests((requests) -> requests.requestMatchers(CamundaPaths.CLOSED)
				.denyAll()
				.requestMatchers(CamundaPaths.OPEN)
				.permitAll()
				.requestMatchers(CamundaPaths.OPERATORS_APPS)
				.access(holding(Role.OPERATOR))
				.requestMatchers(CamundaPaths.TASKLIST_API)
				.access(caller((caller) -> !caller.isReseller()))
				.requestMatchers(CamundaPaths.at("/camunda/api/**"))
				.access(holding(Role.OPERATOR))
				.anyRequest()
				.authenticated())
			.exceptionHandling((handling) -> handling
				.defaultAuthenticationEntryPointFor(login.page(), CamundaPaths.at("/camunda/app/**"))
				.defaultAuthenticationEntryPointFor(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED),
						CamundaPaths.at("/camunda/**")))
			.addFilterAfter(new CamundaLogoutFilter(), AuthorizationFilter.class)
			.addFilterAfter(new EngineRequestGuard(this.problems), AuthorizationFilter.class);
		return http.build();
	}

	/** The desk, the login and the description of the API. */
	@Bean
	@Order(40)
	SecurityFilterChain deskChain(HttpSecurity http, LoginPages login,
			ObjectProvider<ClientRegistrationRepository> providers) throws Exception {
		http.securityMatcher(CamundaPaths.any(CamundaPaths.at("/"), CamundaPaths.at("/desk/**"),
				CamundaPaths.at("/login"), CamundaPaths.at("/logout"), CamundaPaths.at("/oauth2/**"),
				CamundaPaths.at("/login/oauth2/**"), API_DESCRIPTION))
			.authenticationProvider(people())
			.requestCache((cache) -> cache.requestCache(login.cache()))
			.formLogin((form) -> form.loginPage("/login").successHandler(login).failureHandler(login))
			.logout((logout) -> logout.logoutSuccessUrl("/login?logout"))
			.exceptionHandling(
					(handling) -> handling.authenticationEntryPoint(login.entry()).accessDeniedHandler(login))
			.authorizeHttpRequests((requests) -> {
				requests.requestMatchers(CamundaPaths.at("/login"), CamundaPaths.at("/logout")).permitAll();
				if (this.demo.isPresent()) {
					requests.requestMatchers(API_DESCRIPTION).permitAll();
				}
				requests.anyRequest().access(caller((caller) -> !caller.isReseller()));
			})
			.headers((headers) -> headers.frameOptions(HeadersConfigurer.FrameOptionsConfig::sameOrigin)
				.referrerPolicy((referrer) -> referrer.policy(ReferrerPolicyHeaderWriter.ReferrerPolicy.SAME_ORIGIN))
				.addHeaderWriter((request, response) -> response.setHeader("Content-Security-Policy",
						API_DESCRIPTION.matches(request) ? API_VIEWER_POLICY : DESK_POLICY)))
			.addFilterBefore(new CallerFilter(this.callers, this.accounts), AuthorizationFilter.class);
		if (providers.getIfAvailable() != null) {
			KnownPeople known = new KnownPeople(this.accounts);
			http.oauth2Login((oauth2) -> oauth2.loginPage("/login")
				.authorizationEndpoint(
						(endpoint) -> endpoint.authorizationRequestResolver(ProveAgain.resolver(providers.getObject())))
				.successHandler(login)
				.failureHandler(login)
				.userInfoEndpoint(
						(userInfo) -> userInfo.userService(known.oauth2()).oidcUserService(known.openIdConnect())));
		}
		return http.build();
	}

	/** Health for everybody, measurements for the operator. */
	@Bean
	@Order(50)
	SecurityFilterChain actuatorChain(HttpSecurity http) throws Exception {
		stateless(http).securityMatcher(CamundaPaths.at("/actuator/**"))
			.authenticationProvider(people())
			.httpBasic((basic) -> basic.authenticationEntryPoint(this.problems))
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers(CamundaPaths.at(HttpMethod.GET, "/actuator/health/**"))
						.permitAll()
						.anyRequest()
						.access(holding(Role.OPERATOR)));
		return http.build();
	}

	/** The desk's own static files; all the rest does not exist for anybody. */
	@Bean
	@Order(60)
	SecurityFilterChain everythingElse(HttpSecurity http) throws Exception {
		http.securityMatcher(CamundaPaths.at("/**"))
			.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.csrf(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.headers((headers) -> headers.cacheControl(HeadersConfigurer.CacheControlConfig::disable)
				.contentSecurityPolicy((policy) -> policy.policyDirectives(DESK_POLICY)))
			.authorizeHttpRequests((requests) -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
				.permitAll()
				.requestMatchers(CamundaPaths.at(HttpMethod.GET, "/webjars/bootstrap/**"),
						CamundaPaths.at(HttpMethod.GET, "/webjars/htmx.org/**"),
						CamundaPaths.at(HttpMethod.GET, "/assets/**"), CamundaPaths.at(HttpMethod.GET, "/favicon.ico"))
				.permitAll()
				.anyRequest()
				.denyAll());
		return http.build();
	}

	private HttpSecurity stateless(HttpSecurity http) throws Exception {
		return http.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.csrf(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.headers((headers) -> headers.contentSecurityPolicy(
					(policy) -> policy.policyDirectives("default-src 'none'; frame-ancestors 'none'")))
			.exceptionHandling(
					(handling) -> handling.authenticationEntryPoint(this.problems).accessDeniedHandler(this.problems));
	}

	private PasswordLogin people() {
		return new PasswordLogin(this.accounts, this.limit, (code, secret) -> false);
	}

	private AuthorizationManager<RequestAuthorizationContext> holding(Role... roles) {
		return caller((caller) -> Arrays.stream(roles).anyMatch(caller::has));
	}

	private AuthorizationManager<RequestAuthorizationContext> caller(Predicate<Caller> rule) {
		return (login, request) -> new AuthorizationDecision(this.callers.find(login.get()).filter(rule).isPresent());
	}

}
