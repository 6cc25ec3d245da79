package io.countersign.identity;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of this module that are no components. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdentityProperties.class)
class IdentityConfiguration {

	@Bean
	LoginLimit loginLimit(IdentityProperties properties) {
		return new LoginLimit(properties.loginFailuresPerMinute(), System::nanoTime);
	}

}
