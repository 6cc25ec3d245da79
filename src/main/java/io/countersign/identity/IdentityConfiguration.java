package io.countersign.identity;

import jakarta.servlet.DispatcherType;
import org.camunda.bpm.engine.rest.security.auth.ProcessEngineAuthenticationFilter;
import org.camunda.bpm.webapp.impl.security.auth.ContainerBasedAuthenticationFilter;

import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Beans of this module that are no components. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdentityProperties.class)
class IdentityConfiguration {

	private static final int AFTER_SPRING_SECURITY = SecurityProperties.DEFAULT_FILTER_ORDER + 1;

	/** Before every other filter, also Spring Security's and Camunda's. */
	@Bean
	FilterRegistrationBean<RequestTargetFilter> requestTargetFilter(ProblemWriter problems) {
		FilterRegistrationBean<RequestTargetFilter> filter = new FilterRegistrationBean<>(
				new RequestTargetFilter(problems));
		filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
		filter.setAsyncSupported(true);
		return filter;
	}

	/** Hands Spring Security's login to Camunda's web applications. */
	@Bean
	FilterRegistrationBean<ContainerBasedAuthenticationFilter> camundaWebappLogin() {
		FilterRegistrationBean<ContainerBasedAuthenticationFilter> filter = new FilterRegistrationBean<>(
				new ContainerBasedAuthenticationFilter());
		filter.setName("Container Based Authentication Filter");
		filter.addInitParameter(ProcessEngineAuthenticationFilter.AUTHENTICATION_PROVIDER_PARAM,
				CamundaLogin.class.getName());
		filter.addUrlPatterns("/camunda/app/*", "/camunda/api/*");
		filter.setDispatcherTypes(DispatcherType.REQUEST);
		filter.setOrder(AFTER_SPRING_SECURITY);
		return filter;
	}

	/** Hands Spring Security's login to the engine's REST interface. */
	@Bean
	FilterRegistrationBean<ProcessEngineAuthenticationFilter> engineRestLogin() {
		FilterRegistrationBean<ProcessEngineAuthenticationFilter> filter = new FilterRegistrationBean<>(
				new ProcessEngineAuthenticationFilter());
		filter.addInitParameter(ProcessEngineAuthenticationFilter.AUTHENTICATION_PROVIDER_PARAM,
				CamundaLogin.class.getName());
		filter.addUrlPatterns("/engine-rest/*");
		filter.setAsyncSupported(true);
		filter.setOrder(AFTER_SPRING_SECURITY);
		return filter;
	}

	@Bean
	LoginLimit loginLimit(IdentityProperties properties) {
		return new LoginLimit(properties.loginFailuresPerMinute(), System::nanoTime);
	}

}
